import { readHostArguments, runProgram } from '@gongdan/hosting';
import { startHost } from './host.js';
import { USAGE } from './usage.js';

process.exit(
  await runProgram(() => {
    const { empty, help, stopWithParent } = readHostArguments(process.argv.slice(2));
    if (help) return USAGE;
    return { stopWithParent, start: (settings, note) => startHost(settings, { empty, note }) };
  }),
);
