export { importEventLog, type ImportOptions } from './import-event-log.js';
export type { ImportResult } from './import-result.js';
export { loadMapping } from './mapping/load-mapping.js';
export { RejectsFile, rejectsPathFor } from './write/rejects-file.js';
