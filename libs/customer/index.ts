export { AmendCustomer } from './commands/amend-customer/amend-customer.handler.js';
export { ForgetCustomer } from './commands/forget-customer/forget-customer.handler.js';
export {
  RegisterCustomer,
  type NewCustomer,
} from './commands/register-customer/register-customer.handler.js';
export {
  RegisterDevice,
  type NewDevice,
} from './commands/register-device/register-device.handler.js';
export { SignContract, type NewContract } from './commands/sign-contract/sign-contract.handler.js';
export { UseVisit } from './commands/use-visit/use-visit.handler.js';
export { CustomerModule } from './customer.module.js';
export * from './domain/contract.js';
export * from './domain/customer.js';
export * from './domain/proposed-category.js';
export { CountContractVisitWhenTicketArchived } from './policies/count-contract-visit-when-ticket-archived.js';
export { DestroyKeyWhenCustomerIsForgotten } from './policies/destroy-key-when-customer-is-forgotten.js';
export { customerProjections } from './projections/index.js';
