import { examples, groupOf, type AddCommand } from '../command.js';
import { withEngine } from '../engine-access.js';
import { EXIT } from '../exit-codes.js';
import { withAllConsumers } from '../stages.js';
import { DEAD_LETTERS } from './dead-letters-list.command.js';

export const addDeadLettersReplay: AddCommand = ({ program, terminal, run }) => {
  groupOf(program, 'dead-letters', DEAD_LETTERS)
    .command('replay')
    .description(
      'Hands the parked events of a stream to the consumer again, in order, and un-parks the stream ' +
        'when all were handled. Correct the cause first.',
    )
    .argument('<consumer>', 'the consumer, e.g. projection:dispatch-board')
    .argument('<stream>', 'the parked stream, e.g. ticket-0198…')
    .option('--json', 'print {handled} as JSON')
    .addHelpText('after', examples('dead-letters replay projection:dispatch-board ticket-0198…'))
    .action(
      run(async (consumer: string, stream: string, { json }: { json?: boolean }) => {
        const handled = await withEngine(terminal, 'dead-letters replay', (engine) =>
          withAllConsumers(engine, () => engine.feed.replay(consumer, stream)),
        );
        if (handled === 0) {
          terminal.note(`error: ${consumer} has no dead letters of the stream ${stream}`);
          return EXIT.failed;
        }
        terminal.print(
          json === true
            ? JSON.stringify({ handled })
            : `${handled} events were handled; ${stream} is delivered to ${consumer} again.`,
        );
        return EXIT.ok;
      }),
    );
};
