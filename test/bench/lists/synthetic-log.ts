import {
  instantOf,
  splitStreamName,
  streamName,
  type RecordedEvent,
  type StreamName,
} from '@gongdan/core';
import {
  READ_EVENTS_MAX,
  type EventStore,
  type LogPage,
  type LogRange,
  type StreamRange,
} from '@gongdan/event-store';
import {
  customerOf,
  eventOf,
  FIRST_DAY_MS,
  registrationMinute,
  STEPS,
  stepsOf,
  ticketId,
  type TimedStep,
} from './synthetic-tickets.js';

const MINUTE_MS = 60_000;
/** Minute, ticket and step in one number: sorting the numbers sorts the events. */
const STEP_UNITS = STEPS.length;
const TICKET_UNITS = 2 ** 20;
const MINUTE_UNITS = TICKET_UNITS * STEP_UNITS;
const HASH = '0'.repeat(64);

type ReadSide = Pick<EventStore, 'readLog' | 'readStream' | 'lastPosition'>;

/** The log of a desk with so many tickets, made up as it is read; the same for the same number. */
export class SyntheticLog implements ReadSide {
  /** The event at position n is `order[n - 1]`. */
  private readonly order: Float64Array;

  constructor(readonly tickets: number) {
    if (tickets > TICKET_UNITS) throw new Error(`at most ${TICKET_UNITS} tickets`);
    const order: number[] = [];
    for (let ticket = 0; ticket < tickets; ticket++) {
      for (const timed of this.stepsOf(ticket)) order.push(this.code(ticket, timed));
    }
    this.order = Float64Array.from(order).sort();
  }

  lastPosition(): Promise<number> {
    return Promise.resolve(this.order.length);
  }

  readLog({ after, limit = READ_EVENTS_MAX, types }: LogRange): Promise<LogPage> {
    const lastPosition = Math.min(after + limit, this.order.length);
    const events: RecordedEvent[] = [];
    for (let position = after + 1; position <= lastPosition; position++) {
      const event = this.at(position);
      if (types === undefined || types.includes(event.type)) events.push(event);
    }
    return Promise.resolve({ events, lastPosition });
  }

  readStream(stream: StreamName, range: StreamRange = {}): Promise<readonly RecordedEvent[]> {
    const { fromVersion = 1, limit = READ_EVENTS_MAX } = range;
    const ticket = Number.parseInt(splitStreamName(stream).id.slice(-12), 16);
    const steps = this.stepsOf(ticket).slice(fromVersion - 1, fromVersion - 1 + limit);
    const positions = steps.map((timed) => this.find(this.code(ticket, timed)));
    return Promise.resolve(positions.map((position) => this.at(position)));
  }

  registeredAt(ticket: number): string {
    return instantOf(FIRST_DAY_MS + registrationMinute(ticket, this.tickets) * MINUTE_MS);
  }

  private stepsOf(ticket: number): TimedStep[] {
    return stepsOf(ticket, registrationMinute(ticket, this.tickets));
  }

  private code(ticket: number, { step, minute }: TimedStep): number {
    return minute * MINUTE_UNITS + ticket * STEP_UNITS + STEPS.indexOf(step);
  }

  private find(code: number): number {
    let [low, high] = [0, this.order.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.order[middle] ?? 0) < code) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  }

  private at(position: number): RecordedEvent {
    const code = this.order[position - 1] ?? 0;
    const minute = Math.floor(code / MINUTE_UNITS);
    const ticket = Math.floor((code % MINUTE_UNITS) / STEP_UNITS);
    const step = STEPS[code % STEP_UNITS] ?? 'register';
    const { type, data } = eventOf(ticket, step, this.registeredAt(ticket));
    const at = instantOf(FIRST_DAY_MS + minute * MINUTE_MS);
    const id = `event-${position}`;
    return {
      position,
      stream: streamName('ticket', ticketId(ticket)),
      version: this.stepsOf(ticket).findIndex((timed) => timed.step === step) + 1,
      id,
      type,
      schemaVersion: 1,
      data,
      actor: 'clerk-one',
      occurredAt: at,
      recordedAt: at,
      correlationId: id,
      causationId: null,
      customerId: customerOf(ticket),
      hash: HASH,
    };
  }
}
