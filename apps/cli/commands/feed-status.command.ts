import { examples, groupOf, type AddCommand } from '../command.js';
import { withEngine } from '../engine-access.js';
import { withAllConsumers } from '../stages.js';
import { table } from '../table.js';

export const addFeedStatus: AddCommand = ({ program, terminal, run }) => {
  groupOf(program, 'feed', 'The feed, which delivers the log to read models and policies.')
    .command('status')
    .description(
      'Shows every consumer of the log, policies too: how far it is, how long the oldest event of its ' +
        'types has been waiting, what lies parked, and why one is tried again. A policy is on the list ' +
        'once an engine has run it.',
    )
    .option('--json', 'print the list as JSON')
    .addHelpText('after', examples('feed status', 'feed status --json'))
    .action(
      run(async ({ json }: { json?: boolean }) => {
        // The feed must know the consumers: else an event of no concern to one would count as waiting.
        const statuses = await withEngine(terminal, 'feed status', (engine) =>
          withAllConsumers(engine, () => engine.feed.status()),
        );
        if (json === true) return terminal.print(JSON.stringify(statuses));
        terminal.print(
          table(
            ['consumer', 'position', 'behind', 'waiting (s)', 'state', 'parked', 'dead letters'],
            statuses.map((status) => [
              status.name,
              status.position,
              status.lagEvents,
              Math.ceil(status.lagMs / 1_000),
              status.state,
              status.parkedStreams,
              status.deadLetters,
            ]),
          ),
        );
        for (const { name, state, lastError } of statuses) {
          if (state !== 'retrying' || lastError === undefined) continue;
          terminal.print(`\n${name} is tried again: ${lastError}`);
        }
      }),
    );
};
