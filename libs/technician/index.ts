export { AmendTechnician } from './commands/amend-technician/amend-technician.handler.js';
export {
  EngageTechnician,
  type NewTechnician,
} from './commands/engage-technician/engage-technician.handler.js';
export { ReleaseTechnician } from './commands/release-technician/release-technician.handler.js';
export * from './domain/technician.js';
export { technicianProjections } from './projections/index.js';
export { TechnicianModule } from './technician.module.js';
