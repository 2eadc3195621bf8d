import { readHostArguments, runProgram } from '@gongdan/hosting';
import { startServices } from './start-services.js';
import { USAGE } from './usage.js';

process.exit(
  await runProgram(() => {
    const { empty, help, stopWithParent } = readHostArguments(process.argv.slice(2));
    if (help) return USAGE;
    return { stopWithParent, start: (settings, note) => startServices(settings, { empty, note }) };
  }),
);
