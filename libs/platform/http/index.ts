export * from './answers.js';
export * from './command-context.js';
export * from './describe-route.js';
export * from './fresh-reads.js';
export * from './http-application.js';
export * from './problem.js';
