export * from './evolve-ticket.js';
export * from './ticket-command.js';
export * from './ticket-limits.js';
export * from './ticket-state.js';
