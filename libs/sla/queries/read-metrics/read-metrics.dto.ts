import { PRIORITIES, SERVICE_CATEGORIES } from '@gongdan/contracts';
import {
  DayField,
  EnumField,
  EnumListField,
  FreshQuery,
  nullable,
  ShownDay,
  ShownInstant,
  ShownInteger,
  ShownText,
  ShownWord,
  ZoneField,
} from '@gongdan/platform';
import { ApiProperty } from '@nestjs/swagger';
import { FORMATS, type Format } from '../../exports/formats.js';
import { FAMILIES, METRICS, type Family } from '../../metrics/definitions.js';
import { DIMENSION_IDS, type DimensionId } from '../../metrics/dimensions.js';
import { PERIODS, SPAN_DAYS_MAX, type PeriodKind } from '../../metrics/periods.js';
import { Ids, Words } from '../filter-fields.js';

/** Most groups of one answer. */
export const GROUPS_MAX = 5_000;

export class MetricsQuery extends FreshQuery {
  @EnumField(FAMILIES, {
    description:
      'Which figures; docs/reference/sla-metrics.md defines each. Default: attainment. `standing` and `backlog` are of now and take neither from, to nor by.',
    optional: true,
  })
  figures?: Family;

  @DayField({
    description: 'The first day that counts. Default: the first of this month.',
    optional: true,
  })
  from?: string;

  @DayField({
    description: `The first day that counts no more, at most ${SPAN_DAYS_MAX} days later. Default: the first of the month after from.`,
    optional: true,
  })
  to?: string;

  @EnumField(PERIODS, {
    description: 'In groups of days, ISO weeks or months; else all days together.',
    optional: true,
  })
  by?: PeriodKind;

  @EnumListField(DIMENSION_IDS, {
    description:
      'In groups by these, with commas between. Tickets (resolutions, time-in-state, backlog, carry-over) know neither clock nor tier.',
    optional: true,
  })
  groupBy?: DimensionId[];

  @ZoneField(
    'IANA time zone in which days are counted. Default: the organisation’s (TIME_ZONE), for which verdicts are counted beforehand; another one takes longer.',
  )
  zone?: string;

  @Ids('Of these clocks')
  clock?: string[];

  @Words(SERVICE_CATEGORIES, 'Service categories.')
  category?: string[];

  @Words(PRIORITIES, 'Priorities.')
  priority?: string[];

  @Ids('Of these service regions')
  region?: string[];

  @Ids('Of these customer tiers')
  tier?: string[];

  @Ids('Of these teams')
  team?: string[];

  @Ids('Of these lead technicians')
  technicianId?: string[];

  @Ids('Of these customers')
  customerId?: string[];

  @Ids('Of these workflows')
  workflow?: string[];

  @EnumField(FORMATS, {
    description: 'json (default), csv or xlsx; the header Accept says it, too.',
    optional: true,
  })
  format?: Format;
}

export class FigureAnswer {
  @ShownWord(METRICS.map(({ id }) => id), 'Which figure.')
  metric: string;

  @ShownWord(['count', 'share', 'ms'], 'A count, a share of 1, or milliseconds.')
  unit: string;

  @ApiProperty({ type: 'number', nullable: true, description: 'Null: a share of nothing.' })
  value: number | null;

  @ShownText(
    'What is behind it, below /api/v1: of a count as many clocks or tickets as it says, of a share those that it is divided by, of a sum those whose time is summed. Count them with `/count` before the question mark.',
  )
  query: string;
}

export class MetricsGroupAnswer {
  @ShownDay('The first day of the group; null: it is of now.', nullable)
  from: string | null;

  @ShownDay('The first day after the group.', nullable)
  to: string | null;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string', nullable: true },
    description: 'The value of each dimension that is grouped by; null: none.',
  })
  values: Record<string, string | null>;

  @ApiProperty({ type: [FigureAnswer], maxItems: 20 })
  figures: FigureAnswer[];
}

export class MetricsAnswer {
  @ShownInteger('Position of the log that the figures show.')
  position: number;

  @ShownWord(FAMILIES, 'Which figures.')
  family: Family;

  @ShownText('The time zone in which days are counted.')
  zone: string;

  @ShownInstant('When it was asked; what is of now is of this moment.')
  at: string;

  @ApiProperty({ type: [MetricsGroupAnswer], maxItems: GROUPS_MAX })
  groups: MetricsGroupAnswer[];
}
