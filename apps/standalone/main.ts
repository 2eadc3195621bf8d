import { runProgram } from '@gongdan/hosting';
import { readArguments, USAGE } from './arguments.js';
import { startHost } from './host.js';

process.exit(
  await runProgram(() => {
    const { empty, help, stopWithParent } = readArguments(process.argv.slice(2));
    if (help) return USAGE;
    return { stopWithParent, start: (settings, note) => startHost(settings, { empty, note }) };
  }),
);
