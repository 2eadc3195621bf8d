import { examples, groupOf, type AddCommand } from '../command.js';
import { withEngine } from '../engine-access.js';
import { EXIT } from '../exit-codes.js';
import { wholeNumber } from '../numbers.js';
import { DEAD_LETTERS } from './dead-letters-list.command.js';

export const addDeadLettersShow: AddCommand = ({ program, terminal, run }) => {
  groupOf(program, 'dead-letters', DEAD_LETTERS)
    .command('show')
    .description('Shows one letter: the whole reason, and the event as the log has it.')
    .argument('<consumer>', 'the consumer that could not handle it')
    .argument('<position>', 'the event’s position', wholeNumber('<position>', 1, 1e15))
    .option('--json', 'print {letter, event} as JSON')
    .addHelpText('after', examples('dead-letters show projection:dispatch-board 4711'))
    .action(
      run(async (consumer: string, position: number, { json }: { json?: boolean }) => {
        const { toCloudEvent } = await import('@gongdan/contracts');
        const found = await withEngine(terminal, 'dead-letters show', async ({ feed, store }) => {
          const [letter] = await feed.deadLetters({ consumer, position });
          const page = await store.readLog({ after: position - 1, limit: 1 });
          return letter && { letter, event: page.events.map(toCloudEvent)[0] };
        });
        if (found === undefined) {
          terminal.note(`error: ${consumer} has no dead letter at position ${position}`);
          return EXIT.failed;
        }
        const { letter, event } = found;
        if (json === true) terminal.print(JSON.stringify(found));
        else {
          terminal.print(`${letter.consumer}: ${letter.eventType} of ${letter.stream}`);
          terminal.print(`parked ${letter.parkedAt} after ${letter.attempts} attempts`);
          terminal.print(letter.reason);
          terminal.print(JSON.stringify(event, null, 2));
        }
        return EXIT.ok;
      }),
    );
};
