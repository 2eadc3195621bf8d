export { importEventLog, type ImportOptions } from './import-event-log.js';
export type { ImportCounts, ImportProgress, ImportResult } from './import-result.js';
export { loadMapping, parseMapping, type LoadedMapping } from './mapping/load-mapping.js';
export { ROW_CODES } from './rows/rejection.js';
export { RejectsFile, rejectsPathFor } from './write/rejects-file.js';
export { ticketIdOf, customerIdOf, technicianIdOf } from './plan/derived-ids.js';
