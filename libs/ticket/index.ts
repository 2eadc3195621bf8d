export * from './domain/index.js';
export * from './commands/index.js';
export { ticketProjections } from './projections/index.js';
export { TicketModule } from './ticket.module.js';
