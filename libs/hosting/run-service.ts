import type { ServiceName } from '@gongdan/stages';
import { STOP_WITH_PARENT } from './host-arguments.js';
import { runProgram } from './run-program.js';
import { startService } from './start-service.js';

/** The life of a service’s process. Answers the exit code. */
export const runService = (name: ServiceName): Promise<number> =>
  runProgram(() => ({
    stopWithParent: process.argv.includes(STOP_WITH_PARENT),
    start: (settings, note) => startService(name, settings, note),
  }));
