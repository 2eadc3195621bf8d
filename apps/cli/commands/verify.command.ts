import { examples, type AddCommand } from '../command.js';
import { withEngine } from '../engine-access.js';
import { EXIT } from '../exit-codes.js';
import { startProgress } from '../progress.js';

export const addVerify: AddCommand = ({ program, terminal, run }) => {
  program
    .command('verify')
    .description(
      'Reads the whole log and checks that nothing is missing, doubled, out of order or altered: ' +
        'positions and versions without gaps, the hash chain of every stream, the signed head. Exits ' +
        'with 1 where it finds something.',
    )
    .option('--json', 'print the report as JSON')
    .addHelpText('after', examples('verify', 'verify --json'))
    .action(
      run(async ({ json }: { json?: boolean }) => {
        const { verifyLog } = await import('@gongdan/event-store');
        const report = await withEngine(terminal, 'verify', async (engine) => {
          const progress = startProgress(terminal, 'Verifying', engine.clock);
          try {
            return await verifyLog(engine.rawStore, {
              head: engine.headFile,
              signal: terminal.signal,
              progress: ({ position, lastPosition, findings }) =>
                progress.update(
                  position / lastPosition,
                  `${position} of ${lastPosition} events, ${findings} findings`,
                ),
            });
          } finally {
            progress.end();
          }
        });
        const { events, streams, findings, findingsLeftOut } = report;
        if (json === true) terminal.print(JSON.stringify(report));
        else {
          for (const { kind, position, message } of findings) {
            terminal.print(`${kind} at position ${position}: ${message}`);
          }
          if (findingsLeftOut > 0) terminal.print(`… and ${findingsLeftOut} more`);
          const verdict =
            findings.length === 0
              ? 'Whole, in order and unaltered'
              : `${findings.length + findingsLeftOut} findings`;
          terminal.print(`${verdict}: ${events} events in ${streams} streams.`);
        }
        return findings.length === 0 ? EXIT.ok : EXIT.failed;
      }),
    );
};
