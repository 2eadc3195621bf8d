export * from './attach/attach-file.dto.js';
export * from './command-catalog.js';
export * from './issue-ticket-command.js';
export * from './policy-ticket-commands.js';
export * from './register/register-ticket.dto.js';
