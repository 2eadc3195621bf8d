import { EXPORT_ROWS_MAX } from '../exports/formats.js';
import { CLOCK_VIEWS } from '../queries/list-clocks/clock-views.js';
import { FAMILIES, METRICS, type Family, type Metric } from './definitions.js';
import { DIMENSIONS, type Dimension } from './dimensions.js';

const FAMILY_WORDS: Readonly<Record<Family, string>> = {
  attainment:
    'Which promises were kept. A clock counts for the day it was **due**, in the organisation’s time zone (TIME_ZONE) unless `zone` says otherwise. Its final verdict counts: what was superseded counts as it is now, a clock of a ticket that was reopened goes on or runs anew, as its policy says. Cancelled clocks never count, nor do open ones before they are broken. An open clock past its due moment is broken from the moment its breach is recorded, within a second of it; one that rests after it was broken counts for the day it was broken.',
  standing: 'Clocks as they stand now.',
  resolutions:
    'A ticket counts for the day of its **first resolution**: its first state of class resolved (or closed, where it had none). Later reopenings count for that day, too, so yesterday’s rate can still change.',
  'time-in-state':
    'Of the tickets first resolved in the period: how long they stood where, by the wall clock, from their registration until now. Stays end in the order of the log; one that was reported out of order takes no time.',
  backlog: 'Tickets that wait now, by age since their registration.',
  'carry-over':
    'Tickets that were put first on a working day because the one before left them undone ([work off the carry-over list](../how-to/work-off-the-carry-over-list.md)). A ticket counts once in each period, on whichever of its days; days are those of the calendar that it was carried over by, whatever `zone` says.',
};

/** docs/reference/sla-metrics.md, from the definitions. */
export const metricsPage = (): string =>
  [
    '# Figures about promises',
    '',
    '<!-- Generated from libs/sla/metrics: UPDATE_DOCS=1 npm test -- libs/sla/metrics -->',
    '',
    'Every figure that `GET /sla/metrics`, its files and screens show is defined here and nowhere else.',
    'Each comes with the query of the list behind it, which has as many rows as a count says. How to ask:',
    '[read SLA figures](../how-to/read-sla-figures.md).',
    '',
    ...FAMILIES.flatMap(section),
    '## What they can be grouped and narrowed by',
    '',
    '| `groupBy` | filter | of clocks | of tickets | meaning |',
    '| --- | --- | --- | --- | --- |',
    ...(DIMENSIONS as readonly Dimension[]).map(
      ({ id, parameter, clockColumn, ticketColumn, description }) =>
        `| \`${id}\` | \`${parameter}\` | ${mark(clockColumn)} | ${mark(ticketColumn)} | ${description} |`,
    ),
    '',
    'A clock has the values of its latest event: who had it when it was met or broken. A ticket has today’s, and until it is assigned again after a reopening those of the one who had it before.',
    'In a filter `none` stands for those that have no such value.',
    '',
    '## Lists with names of their own',
    '',
    '| path | states | order | |',
    '| --- | --- | --- | --- |',
    ...Object.values(CLOCK_VIEWS).map(
      ({ path, states, order, title }) =>
        `| \`${path}\` | ${states.join(', ')} | ${order} | ${title} |`,
    ),
    '',
    '## Files',
    '',
    '`?format=csv` or `xlsx`, or the header Accept. One line for each group or clock; the columns of figures',
    'are called as above. CSV is UTF-8 with a byte order mark. Instants are ISO 8601 in UTC; durations stand',
    'there as ISO 8601 and in hours. Texts that a spreadsheet would compute (they begin with `=`, `+`, `-` or',
    `\`@\`) have an apostrophe in front. A file has at most ${EXPORT_ROWS_MAX} rows; above that it is refused.`,
    '',
  ].join('\n');

const mark = (column: string | undefined): string => (column === undefined ? '—' : 'yes');

const section = (family: Family): readonly string[] => [
  `## figures=${family}`,
  '',
  FAMILY_WORDS[family],
  '',
  '| figure | | 中文 | unit | what it is |',
  '| --- | --- | --- | --- | --- |',
  ...METRICS.filter((metric) => metric.family === family).map(line),
  '',
];

const line = ({ id, title, unit, formula, picks }: Metric): string =>
  `| \`${id}\` | ${title.en} | ${title['zh-CN']} | ${unit} | ${formula}${statesOf(picks?.states)} |`;

const statesOf = (states: readonly string[] | undefined): string =>
  states === undefined ? '' : ` (state ${states.join(', ')})`;
