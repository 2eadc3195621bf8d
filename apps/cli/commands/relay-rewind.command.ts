import { examples, groupOf, type AddCommand } from '../command.js';
import { withEngine } from '../engine-access.js';
import { wholeNumber } from '../numbers.js';
import { RELAY } from './relay-status.command.js';

export const addRelayRewind: AddCommand = ({ program, terminal, run }) => {
  groupOf(program, 'relay', RELAY)
    .command('rewind')
    .description(
      'Has the relay publish everything after a position again, behind what is in the topics now: after ' +
        'the broker has lost records, or for topics that were made anew. Consumers know the repeats by ' +
        'their positions. Partitions that have lost records are emptied before; then only 0 will do. The ' +
        'relay that is active notices by itself, which is waited for.',
    )
    .requiredOption(
      '--to <position>',
      'publish again what comes after this position; 0: everything',
      wholeNumber('--to', 0, Number.MAX_SAFE_INTEGER),
    )
    .option('--json', 'print {position, epoch} as JSON')
    .addHelpText('after', examples('relay rewind --to 0', 'relay rewind --to 120000'))
    .action(
      run(async ({ to, json }: { to: number; json?: boolean }) => {
        const epoch = await withEngine(terminal, 'relay rewind', async (engine) => {
          const { rewindRelay } = await import('@gongdan/event-feed');
          const { requireKafka } = await import('@gongdan/platform');
          const { broker, topics, relayState } = requireKafka(engine.kafka);
          return rewindRelay({ broker, topics, state: relayState }, to);
        });
        terminal.print(
          json === true
            ? JSON.stringify({ position: to, epoch })
            : `The relay publishes everything after position ${to} again.`,
        );
      }),
    );
};
