import { ask, withPausesAndBatch } from '../calendar-asking.js';
import { examples, groupOf, type AddCommand } from '../command.js';

export const addCalendarDue: AddCommand = ({ program, terminal, run }) => {
  const command = groupOf(program, 'calendar', 'Business calendars.')
    .command('due')
    .description(
      'Prints when a target is due: the earliest instant at which so much business time has passed, pauses ' +
        'not counted. Needs no database. Exits with 1 where there is no answer, also to one line of a batch.',
    )
    .option('--calendar <id>', 'the calendar, its version being the one effective at --from')
    .option('--from <instant>', 'when the time begins, e.g. 2026-03-02T09:00:00Z')
    .option('--target <duration>', 'hours, minutes, seconds of business time, e.g. PT8H, PT90M');
  withPausesAndBatch(command, 'due')
    .addHelpText(
      'after',
      examples(
        'calendar due --calendar office --from 2026-03-02T09:00:00+08:00 --target PT8H',
        'calendar due --calendar-file ours.json --batch questions.jsonl',
      ) +
        '\n\nA question per line: {"id": …, "calendar": "office", "start": "2026-03-02T09:00:00Z", ' +
        '"target": "PT8H",\n"pauses": [["2026-03-02T10:00:00Z", "2026-03-02T11:00:00Z"]]}',
    )
    .action(run((options: Parameters<typeof ask>[2]) => ask(terminal, 'due', options)));
};
