import { examples, groupOf, type AddCommand } from '../command.js';
import { withEngine } from '../engine-access.js';
import { table } from '../table.js';

export const RELAY = 'The relay, which publishes the log to Kafka.';

export const addRelayStatus: AddCommand = ({ program, terminal, run }) => {
  groupOf(program, 'relay', RELAY)
    .command('status')
    .description(
      'Shows how far the log is published, how long the oldest event has been waiting for it, and ' +
        'whether a relay is active.',
    )
    .option('--json', 'print the status as JSON')
    .addHelpText('after', examples('relay status', 'relay status --json'))
    .action(
      run(async ({ json }: { json?: boolean }) => {
        const status = await withEngine(terminal, 'relay status', async (engine) => {
          const { relayStatus } = await import('@gongdan/event-feed');
          const { requireKafka } = await import('@gongdan/platform');
          return relayStatus(requireKafka(engine.kafka).relayState, engine.rawStore, engine.clock);
        });
        if (json === true) return terminal.print(JSON.stringify(status));
        const { position, lagEvents, oldestUnpublishedMs, epoch, active, lastError } = status;
        terminal.print(
          table(
            ['published up to', 'behind', 'waiting (s)', 'relay', 'epoch'],
            [
              [
                position,
                lagEvents,
                Math.ceil(oldestUnpublishedMs / 1_000),
                active ? 'active' : 'none',
                epoch,
              ],
            ],
          ),
        );
        if (lastError !== null) terminal.print(`\nThe last one gave up: ${lastError}`);
      }),
    );
};
