export { CustomerModule } from './customer.module.js';
export * from './domain/contract.js';
export * from './domain/customer.js';
export * from './domain/maintenance/index.js';
export * from './domain/proposed-category.js';
export { customerProjections } from './projections/index.js';
