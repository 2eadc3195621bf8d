import type { RecordedClockEvent } from '@gongdan/contracts';
import { type Moment } from '@gongdan/platform';
import { streamName, type Instant, type RecordedEvent } from '@gongdan/core';
import { readWholeStream, type EventStore } from '@gongdan/event-store';
import type { Projection, Row } from '@gongdan/projections';
import {
  isClockEvent,
  NO_PROMISES,
  promisesAfter,
  type RowAge,
  type RowPromises,
} from '../../projections/index.js';
import { clocksAreAsThen, isAsThen } from './moment.js';

export type StreamReader = Pick<EventStore, 'readStream'>;

/** Most streams that are read at the same time for one query. */
const READS_AT_ONCE = 8;

export const isPast = (
  event: Pick<RecordedEvent, 'occurredAt' | 'recordedAt'>,
  { asOf, basis }: Moment,
): boolean => (basis === 'occurred' ? event.occurredAt : event.recordedAt) <= asOf;

/** The events of a ticket, up to a version, that count at a moment; in the order of its stream. */
export async function ticketEventsAsOf(
  store: StreamReader,
  ticketId: string,
  moment: Moment | undefined,
  throughVersion?: number,
): Promise<readonly RecordedEvent[]> {
  const events = await readWholeStream(store, streamName('ticket', ticketId), throughVersion);
  return moment === undefined ? events : events.filter((event) => isPast(event, moment));
}

/** The row that a projection (keyed by ticket) makes of a ticket's events. */
export function foldRow<R extends Row>(
  projection: Projection<R>,
  events: readonly RecordedEvent[],
): R | undefined {
  let row: R | undefined;
  for (const event of events) {
    if (projection.types.includes(event.type)) row = projection.apply(row, event);
  }
  return row;
}

/** What a ticket’s clocks did, up to a version of its SLA stream, that counts at a moment; in order. */
async function clockEventsAsOf(
  store: StreamReader,
  ticketId: string,
  moment: Moment | undefined,
  throughVersion?: number,
): Promise<readonly RecordedClockEvent[]> {
  const events = await readWholeStream(store, streamName('sla', ticketId), throughVersion);
  const told = events.filter(isClockEvent);
  return moment === undefined ? told : told.filter(countsAt(moment));
}

/**
 * Whether an event of an SLA stream, asked about in order, counts at a moment. By when things happened, a warning,
 * breach or rung that a new target brought about lies where the target puts it, be it before the target was set:
 * it counts no earlier than what its run was told to do before.
 */
function countsAt(moment: Moment): (event: RecordedClockEvent) => boolean {
  const runs = new Map<string, Instant>();
  return (event) => {
    const { type, occurredAt, data } = event;
    const run = `${data.clock}#${data.cycle}`;
    const before = runs.get(run) ?? occurredAt;
    const from = FOLLOWING.includes(type) ? laterOf(before, occurredAt) : occurredAt;
    runs.set(run, from);
    return isPast({ ...event, occurredAt: from }, moment);
  };
}

/** Done by time alone, measured by the target that held. */
const FOLLOWING: readonly string[] = ['SlaClockWarned', 'SlaClockBreached', 'SlaClockEscalated'];

const laterOf = (one: Instant, other: Instant): Instant => (one > other ? one : other);

/** What was promised at a moment, from the ticket’s SLA stream up to a version. */
export async function foldPromises(
  store: StreamReader,
  ticketId: string,
  moment: Moment | undefined,
  throughVersion?: number,
): Promise<RowPromises> {
  const events = await clockEventsAsOf(store, ticketId, moment, throughVersion);
  return events.reduce(promisesAfter, NO_PROMISES);
}

type TicketRow = Row & RowAge & { readonly id: string };

const showsPromises = (row: object): row is RowPromises => 'sla_clocks' in row;

/** A row of which nothing has changed since, neither the ticket nor its clocks. */
export const isWhollyAsThen = (row: TicketRow, moment: Moment): boolean =>
  isAsThen(row, moment) && (!showsPromises(row) || clocksAreAsThen(row, moment));

/**
 * A row as it was at a moment, from the row as it is. The ticket and its clocks have columns of their own, so
 * that each of the two is taken as it is where nothing has happened to it since, and folded from its own
 * stream where something did. `ticketEvents`: the ticket’s events that count, where they were read anyway.
 */
export async function rowAsOf<R extends TicketRow>(
  store: StreamReader,
  projection: Projection<R>,
  row: R,
  moment: Moment,
  ticketEvents?: readonly RecordedEvent[],
): Promise<R | undefined> {
  const then =
    ticketEvents === undefined && isAsThen(row, moment)
      ? row
      : foldRow(
          projection,
          ticketEvents ?? (await ticketEventsAsOf(store, row.id, moment, row.version)),
        );
  if (then === undefined || !showsPromises(row)) return then;
  return { ...then, ...(await promisesAsOf(store, row, moment)) };
}

async function promisesAsOf(
  store: StreamReader,
  row: RowPromises & { readonly id: string },
  moment: Moment,
): Promise<RowPromises> {
  if (!clocksAreAsThen(row, moment)) return foldPromises(store, row.id, moment, row.sla_version);
  const { due_at, due_clock, due_state, sla_clocks } = row;
  const { sla_version, sla_event_at, sla_recorded_at } = row;
  return { due_at, due_clock, due_state, sla_clocks, sla_version, sla_event_at, sla_recorded_at };
}

/**
 * Rows of a projection (keyed by ticket) as they were at a moment, from the rows as they are: those that
 * nothing has happened to since are taken as they are, the others are folded from their streams. A row
 * that was not there then is undefined. Each fold stops at the version that its row shows, so that the
 * answer is of one position of the log.
 */
export async function rowsAsOf<R extends TicketRow>(
  store: StreamReader,
  projection: Projection<R>,
  rows: readonly R[],
  moment: Moment,
): Promise<readonly (R | undefined)[]> {
  return mapSome(rows, READS_AT_ONCE, (row) => rowAsOf(store, projection, row, moment));
}

/** Like Promise.all over `map`, with at most `atOnce` under way. */
async function mapSome<Item, Value>(
  items: readonly Item[],
  atOnce: number,
  map: (item: Item) => Promise<Value>,
): Promise<Value[]> {
  const values: Value[] = [];
  for (let start = 0; start < items.length; start += atOnce) {
    values.push(...(await Promise.all(items.slice(start, start + atOnce).map(map))));
  }
  return values;
}
