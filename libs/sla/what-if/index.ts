export * from './change-answer.js';
export * from './compare-verdicts.js';
export * from './other-promises.js';
export * from './what-if-report.js';
export * from './what-if.js';
