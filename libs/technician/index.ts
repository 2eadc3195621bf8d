export * from './domain/technician.js';
export { technicianProjections } from './projections/index.js';
export { TechnicianModule } from './technician.module.js';
