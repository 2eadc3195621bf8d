// An import that kills itself: `import-process.ts BATCHES <arguments of the command line>` ends without any
// farewell after so many batches (0: never), as if the power had gone.
import { armFaultPoint } from '@gongdan/core';
import { runCommandLine } from '../../apps/cli/program.js';
import { processTerminal } from '../../apps/cli/terminal.js';

const [batches = '0', ...args] = process.argv.slice(2);
let passed = 0;
armFaultPoint('import.after-batch', () => {
  passed += 1;
  process.stdout.write(`batch ${passed}\n`);
  if (passed === Number(batches)) process.kill(process.pid, 'SIGKILL');
});
process.exitCode = await runCommandLine(args, processTerminal());
