import type { ServiceName } from '@gongdan/stages';
import { runProgram } from './run-program.js';
import { startService } from './start-service.js';

/** Has a service stop when the process that started it is gone. */
export const STOP_WITH_PARENT = '--stop-with-parent';

/** The life of a service’s process. Answers the exit code. */
export const runService = (name: ServiceName): Promise<number> =>
  runProgram(() => ({
    stopWithParent: process.argv.includes(STOP_WITH_PARENT),
    start: (settings, note) => startService(name, settings, note),
  }));
