import type { HeadReading } from '@gongdan/event-store';
import { examples, type AddCommand } from '../command.js';
import { withEngineParts } from '../engine-access.js';
import { EXIT } from '../exit-codes.js';
import { startProgress } from '../progress.js';

/** What was not looked at because a file of the engine is not here, by what the head was found to be. */
const UNSEEN: Readonly<Partial<Record<HeadReading['status'], string>>> = {
  unchecked:
    'The signature of the log’s head was not checked: its key, DATA_DIR/keys/log-head.key, is not here. ' +
    'The log was compared with what the head says.',
  elsewhere:
    'The log was compared with no head: DATA_DIR/log-head.json and the key that signs it are not here. ' +
    'Events cut off its end would not show.',
};

export const addVerify: AddCommand = ({ program, terminal, run }) => {
  program
    .command('verify')
    .description(
      'Reads the whole log and checks that nothing is missing, doubled, out of order or altered: ' +
        'positions and versions without gaps, the hash chain of every stream, the signed head. Changes ' +
        'nothing and needs no key: a database that can only be read will do. Exits with 1 where it ' +
        'finds something.',
    )
    .option('--json', 'print the report as JSON')
    .addHelpText('after', examples('verify', 'verify --json'))
    .action(
      run(async ({ json }: { json?: boolean }) => {
        const { verifyLog } = await import('@gongdan/event-store');
        const { openLog, systemClock } = await import('@gongdan/platform');
        const report = await withEngineParts(terminal, 'verify', async (parts) => {
          const log = await openLog(parts);
          const progress = startProgress(terminal, 'Verifying', systemClock);
          try {
            return await verifyLog(log.rawStore, {
              head: log.head,
              signal: terminal.signal,
              progress: ({ position, lastPosition, findings }) =>
                progress.update(
                  position / lastPosition,
                  `${position} of ${lastPosition} events, ${findings} findings`,
                ),
            });
          } finally {
            progress.end();
            await log.close();
          }
        });
        const { events, streams, findings, findingsLeftOut, head } = report;
        const unseen = head === undefined ? undefined : UNSEEN[head];
        if (unseen !== undefined) terminal.note(unseen);
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
