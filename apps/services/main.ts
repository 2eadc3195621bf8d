import { runProgram } from '@gongdan/hosting';
import { readArguments, USAGE } from './arguments.js';
import { startServices } from './start-services.js';

process.exit(
  await runProgram(() => {
    const { empty, help, stopWithParent } = readArguments(process.argv.slice(2));
    if (help) return USAGE;
    return { stopWithParent, start: (settings, note) => startServices(settings, { empty, note }) };
  }),
);
