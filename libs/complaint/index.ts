export { ComplaintModule } from './complaint.module.js';
export * from './domain/complaint.js';
export { complaintProjections } from './projections/index.js';
