import { ask, withPausesAndBatch } from '../calendar-asking.js';
import { examples, groupOf, type AddCommand } from '../command.js';

export const addCalendarElapsed: AddCommand = ({ program, terminal, run }) => {
  const command = groupOf(program, 'calendar', 'Business calendars.')
    .command('elapsed')
    .description(
      'Prints the business time between two instants, pauses not counted; negative where the second one is ' +
        'earlier. Needs no database. Exits with 1 where there is no answer, also to one line of a batch.',
    )
    .option('--calendar <id>', 'the calendar, its version being the one effective at --from')
    .option('--from <instant>', 'when the time begins, e.g. 2026-03-02T09:00:00Z')
    .option('--to <instant>', 'when it ends');
  withPausesAndBatch(command, 'elapsed')
    .addHelpText(
      'after',
      examples(
        'calendar elapsed --calendar office --from 2026-03-02T09:00:00Z --to 2026-03-03T09:00:00Z',
        'calendar elapsed --batch - < questions.jsonl',
      ) +
        '\n\nA question per line: {"id": …, "calendar": "office", "start": "2026-03-02T09:00:00Z", ' +
        '"until": "2026-03-03T09:00:00Z",\n"pauses": [["2026-03-02T10:00:00Z", "2026-03-02T11:00:00Z"]]}',
    )
    .action(run((options: Parameters<typeof ask>[2]) => ask(terminal, 'elapsed', options)));
};
