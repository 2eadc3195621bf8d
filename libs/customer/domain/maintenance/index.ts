export * from './decide-maintenance.js';
export * from './maintenance-refusals.js';
export * from './plan-id.js';
export * from './plan-state.js';
export * from './slot-days.js';
export * from './visit-ticket-id.js';
