import { runProgram, startService } from '@gongdan/hosting';

process.exit(
  await runProgram(() => ({ start: (settings, note) => startService('feedback', settings, note) })),
);
