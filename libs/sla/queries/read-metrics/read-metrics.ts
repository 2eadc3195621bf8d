import { Inject, Injectable } from '@nestjs/common';
import { localDay } from '@gongdan/contracts';
import { GongdanError, type Clock, type Instant } from '@gongdan/core';
import type { EventFeed } from '@gongdan/event-feed';
import {
  checkedZone,
  CLOCK,
  EVENT_FEED,
  FreshReads,
  invalidQuery,
  PROJECTION_RUNNER,
  readAnswer,
  SETTINGS,
  type Settings,
} from '@gongdan/platform';
import type { ProjectionRunner, ReadAt } from '@gongdan/projections';
import { metricsOf, type Metric } from '../../metrics/definitions.js';
import { DIMENSIONS, dimension } from '../../metrics/dimensions.js';
import { dayAfterPeriod, periodsOf } from '../../metrics/periods.js';
import { slaClockProjection } from '../../projections/sla-clock/sla-clock.projection.js';
import { slaTicketProjection } from '../../projections/sla-ticket/sla-ticket.projection.js';
import { COUNT_VERDICTS } from '../../roll-up/count-verdicts.js';
import { carryOverGroups } from './carry-over-groups.js';
import { countedClockGroups, rolledUpGroups, rollUpOf } from './clock-groups.js';
import type { CountedGroup, MetricsQuestion, Queryable } from './counted-group.js';
import {
  GROUPS_MAX,
  type FigureAnswer,
  type MetricsAnswer,
  type MetricsQuery,
} from './read-metrics.dto.js';
import { ticketGroups } from './ticket-groups.js';
import { whatsBehind } from './whats-behind.js';

/** Figures as `METRICS` defines them, in groups, each with what is behind it. */
@Injectable()
export class ReadMetrics {
  constructor(
    @Inject(PROJECTION_RUNNER) private readonly projections: Pick<ProjectionRunner, 'readAt'>,
    @Inject(EVENT_FEED) private readonly feed: Pick<EventFeed, 'waitFor'>,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'timeZone' | 'readWaitMsMax'>,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly fresh: FreshReads,
  ) {}

  async read(query: MetricsQuery): Promise<MetricsAnswer> {
    const question = this.question(query);
    const { position, value } = await this.groups(question, query.minPosition);
    if (value.length > GROUPS_MAX) throw tooManyGroups();
    const { family, zone, at } = question;
    const groups = value.map((group) => ({
      from: group.period?.fromDay ?? null,
      to: group.period?.toDay ?? null,
      values: group.values,
      figures: metricsOf(family).map((metric) => figureOf(metric, group, question)),
    }));
    return readAnswer({ position, family, zone, at, groups });
  }

  private groups(
    question: MetricsQuestion,
    minPosition: number | undefined,
  ): Promise<ReadAt<CountedGroup[]>> {
    if (question.family === 'standing') {
      return this.readFrom(slaClockProjection.name, minPosition, (client) =>
        countedClockGroups(client, question),
      );
    }
    if (question.family !== 'attainment') {
      const groups = question.family === 'carry-over' ? carryOverGroups : ticketGroups;
      return this.readFrom(slaTicketProjection.name, minPosition, (client) =>
        groups(client, question),
      );
    }
    const rollUp = rollUpOf(question, this.settings.timeZone);
    return this.readFrom(slaClockProjection.name, minPosition, (client) =>
      rollUp ? rolledUpGroups(client, question, rollUp) : countedClockGroups(client, question),
    );
  }

  /** The counters have a checkpoint of their own: an answer shows no more than both. */
  private async readFrom(
    name: string,
    minPosition: number | undefined,
    count: (client: Queryable) => Promise<CountedGroup[]>,
  ): Promise<ReadAt<CountedGroup[]>> {
    await this.fresh.reach([name], minPosition);
    if (minPosition !== undefined && minPosition > 0) {
      const { readWaitMsMax } = this.settings;
      if (!(await this.feed.waitFor(COUNT_VERDICTS, minPosition, readWaitMsMax))) throw behind();
    }
    const { position, value } = await this.projections.readAt(name, async (client) => ({
      groups: await count(client),
      counted: await positionOf(client),
    }));
    return { position: Math.min(position, value.counted), value: value.groups };
  }

  private question(query: MetricsQuery): MetricsQuestion {
    const { figures: family = 'attainment', groupBy = [] } = query;
    const zone = checkedZone(query.zone, this.settings.timeZone);
    const isOfClocks = family === 'attainment' || family === 'standing';
    const at = this.clock.now();
    const filters: Record<string, readonly string[]> = {};
    for (const { id, parameter } of DIMENSIONS) {
      const values = query[parameter];
      const isUnknown = !isOfClocks && dimension(id).ticketColumn === undefined;
      if (isUnknown && values !== undefined)
        throw invalidQuery(`/${parameter}`, 'is nothing that tickets have');
      if (isUnknown && groupBy.includes(id))
        throw invalidQuery('/groupBy', `cannot be ${id}: tickets have none`);
      if (values !== undefined) filters[parameter] = values;
    }
    return { family, groupBy, filters, zone, at, periods: this.periods(query, zone, at) };
  }

  private periods({ figures, from, to, by }: MetricsQuery, zone: string, at: Instant) {
    if (figures === 'standing' || figures === 'backlog') {
      const given = Object.entries({ from, to, by }).find(([, value]) => value !== undefined);
      if (given) throw invalidQuery(`/${given[0]}`, `says nothing of ${figures}, which is of now`);
      return [];
    }
    const fromDay = from ?? `${localDay(at, zone).slice(0, 7)}-01`;
    return periodsOf(fromDay, to ?? dayAfterPeriod(fromDay, 'month'), zone, by);
  }
}

async function positionOf(client: Queryable): Promise<number> {
  const { rows } = await client.query<{ position: string }>(
    'SELECT position FROM gongdan.consumer_checkpoint WHERE name = $1',
    [COUNT_VERDICTS],
  );
  return Number(rows[0]?.position ?? 0);
}

function figureOf(metric: Metric, group: CountedGroup, question: MetricsQuestion): FigureAnswer {
  const { id, unit, ratio } = metric;
  const { counts } = group;
  const value =
    ratio === undefined ? (counts[id] ?? 0) : shareOf(counts[ratio[0]] ?? 0, counts[ratio[1]] ?? 0);
  return { metric: id, unit, value, query: whatsBehind(metric, group, question) };
}

/** To four decimals: a hundredth of a per cent. */
const shareOf = (part: number, whole: number): number | null =>
  whole === 0 ? null : Math.round((part / whole) * 10_000) / 10_000;

const tooManyGroups = (): GongdanError =>
  new GongdanError({
    code: 'SLA.TOO_MANY_GROUPS',
    category: 'rejected',
    message: `More than ${GROUPS_MAX} groups: too many for one answer.`,
    hint: 'Group by less, by longer periods, or narrow it down.',
  });

const behind = (): GongdanError =>
  new GongdanError({
    code: 'READ.BEHIND',
    category: 'transient',
    message: 'The counters do not show that position yet.',
    hint: 'Ask again in a moment, or without minPosition.',
  });
