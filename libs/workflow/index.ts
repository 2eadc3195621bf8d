export * from './check-workflows.js';
export * from './describe-workflows.js';
export * from './draw-workflow.js';
export * from './finding.js';
export * from './load-workflows.js';
export * from './workflow-definition.js';
export * from './workflow-vocabulary.js';
export * from './workflows.js';
