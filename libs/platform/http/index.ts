export * from './answers.js';
export * from './command-context.js';
export * from './describe-route.js';
export { failureOf } from './failure-of.js';
export * from './fresh-reads.js';
export * from './http-application.js';
export * from './problem.js';
