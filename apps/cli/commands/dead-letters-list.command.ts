import { examples, groupOf, type AddCommand } from '../command.js';
import { withEngine } from '../engine-access.js';
import { table } from '../table.js';

export const DEAD_LETTERS =
  'Events that a consumer (a read model, a policy) could not handle, and those that came after them.';

interface Options {
  readonly consumer?: string;
  readonly stream?: string;
  readonly json?: boolean;
}

const NOT_ALL_LISTED =
  'note: there may be more letters than are listed and counted here; `feed status` counts all of them';

export const addDeadLettersList: AddCommand = ({ program, terminal, run }) => {
  groupOf(program, 'dead-letters', DEAD_LETTERS)
    .command('list')
    .description(
      'Lists parked streams: what is the first event that could not be handled, and why.',
    )
    .option('--consumer <name>', 'only of this consumer, e.g. projection:dispatch-board')
    .option('--stream <name>', 'only of this stream, e.g. ticket-0198…')
    .option('--json', 'print the letters as JSON')
    .addHelpText(
      'after',
      examples('dead-letters list', 'dead-letters list --consumer projection:dispatch-board'),
    )
    .action(
      run(async ({ consumer, stream, json }: Options) => {
        const letters = await withEngine(terminal, 'dead-letters list', ({ feed }) =>
          feed.deadLetters({
            ...(consumer === undefined ? {} : { consumer }),
            ...(stream === undefined ? {} : { stream }),
          }),
        );
        const { DEAD_LETTERS_LISTED_MAX } = await import('@gongdan/event-feed');
        if (letters.length === DEAD_LETTERS_LISTED_MAX) terminal.note(NOT_ALL_LISTED);
        if (json === true) return terminal.print(JSON.stringify(letters));
        const parked = new Map<string, { first: (typeof letters)[number]; count: number }>();
        for (const letter of letters) {
          const key = `${letter.consumer}\n${letter.stream}`;
          const known = parked.get(key);
          if (known) known.count += 1;
          else parked.set(key, { first: letter, count: 1 });
        }
        if (parked.size === 0) return terminal.print('There are no dead letters.');
        terminal.print(
          table(
            ['consumer', 'stream', 'letters', 'first event', 'reason'],
            [...parked.values()].map(({ first, count }) => [
              first.consumer,
              first.stream,
              count,
              `${first.eventType} at ${first.position}`,
              first.reason.split('\n', 1)[0] ?? '',
            ]),
          ),
        );
      }),
    );
};
