import { examples, groupOf, type AddCommand } from '../command.js';
import { UsageError } from '../exit-codes.js';
import { wholeNumber } from '../numbers.js';

interface Options {
  readonly country: string;
  readonly region?: string;
  readonly from: number;
  readonly to: number;
  readonly windows?: string;
  readonly json?: boolean;
}

/** What one command prints is for somebody to read and paste. */
const YEARS_MAX = 50;
const year = (name: string) => wholeNumber(name, 1970, 2200);

export const addCalendarHolidays: AddCommand = ({ program, terminal, run }) => {
  groupOf(program, 'calendar', 'Business calendars.')
    .command('holidays')
    .description(
      'Prints the public holidays of a country as {holidays, extraWorkingDays}, ready to be pasted into a ' +
        'calendar file. Nothing else uses these lists: calendars hold their holidays themselves. Exits with ' +
        '1 where a year’s holidays are not known.',
    )
    .requiredOption('--country <code>', 'ISO 3166, e.g. CN, DE')
    .option('--region <code>', 'a state of it, e.g. BE for Berlin')
    .requiredOption('--from <year>', 'the first year', year('--from'))
    .requiredOption('--to <year>', 'the last year', year('--to'))
    .option('--windows <list>', 'what is worked on make-up working days, separated by commas')
    .option('--json', 'the same on one line')
    .addHelpText(
      'after',
      examples(
        'calendar holidays --country CN --from 2026 --to 2026 --windows "08:30-12:00,13:30-18:00"',
        'calendar holidays --country DE --region BE --from 2026 --to 2028',
      ) + '\n\nSources and their licences: docs/reference/calendars.md',
    )
    .action(
      run(async ({ country, region, from, to, windows, json }: Options) => {
        if (to < from || to - from >= YEARS_MAX) {
          throw new UsageError(`--to is ${to}; allowed: ${from} to ${from + YEARS_MAX - 1}`);
        }
        const { calendarOf, publicHolidays } = await import('@gongdan/calendar');
        const list = windows?.split(',').map((window) => window.trim());
        if (list !== undefined) calendarOf('windows', { timeZone: 'UTC', weekly: { mon: list } });
        const lists = await publicHolidays({
          country: country.toUpperCase(),
          ...(region === undefined ? {} : { region: region.toUpperCase() }),
          fromYear: from,
          toYear: to,
          ...(list === undefined ? {} : { windows: list }),
        });
        terminal.print(JSON.stringify(lists, null, json === true ? 0 : 2));
      }),
    );
};
