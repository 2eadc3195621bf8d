export * from './available-commands.js';
export * from './evolve-ticket.js';
export * from './ticket-command.js';
export * from './ticket-decider.js';
export * from './ticket-limits.js';
export * from './ticket-number.js';
export * from './ticket-state.js';
export * from './ticket-vocabulary.js';
