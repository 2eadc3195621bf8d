import { describe, expect, it } from '@jest/globals';
import { eventContract } from '@gongdan/contracts';
import type { Instant, RecordedEvent } from '@gongdan/core';
import { recorder } from '../../../../test/setup/recorded.js';
import { ticketDetailProjection, type TicketDetailRow } from '../../projections/index.js';
import { minuteOf, recorded, sampleOf, TICKET_ID } from '../../projections/testing/history.js';
import { foldPromises, foldRow, rowAsOf } from './fold-as-of.js';

type Told = readonly [type: string, minute: number, due: number | null, status?: string];

/** An SLA stream of one clock: what it did, when, when it is due after that, and how it stands. */
function told(...doings: readonly Told[]): RecordedEvent[] {
  const record = recorder(`sla-${TICKET_ID}`);
  return doings.map(([type, minute, due, status = 'running'], index) => {
    const running = type === 'SlaClockBreached' ? 'breached' : 'open';
    const verdict = status === 'stopped' ? 'met' : running;
    const dueAt = due === null ? null : minuteOf(due);
    const standing = { status, verdict, dueAt, stoppedAt: null, warnings: [] };
    const data = {
      ...(eventContract(type).sample as object),
      clock: 'arrival',
      cycle: 1,
      standing,
    };
    return record(type, data, {
      occurredAt: minuteOf(minute),
      recordedAt: minuteOf(10_000 + index),
    });
  });
}

/** A store that has these streams, and counts what is read of them. */
function storeOf(...events: readonly RecordedEvent[]) {
  const read: string[] = [];
  return {
    read,
    readStream: (stream: string) => {
      read.push(stream.split('-')[0] ?? '');
      return Promise.resolve(events.filter((event) => event.stream === stream));
    },
  };
}

async function dueAsOf(events: readonly RecordedEvent[], minute: number): Promise<unknown[]> {
  const moment = { asOf: minuteOf(minute), basis: 'occurred' } as const;
  const promises = await foldPromises(storeOf(...events), TICKET_ID, moment);
  return [promises.due_at, promises.due_state];
}

describe('promises as of a moment', () => {
  it('know of a word that overtakes others from when it became so, whatever was told before', async () => {
    // Breached at 300; then it becomes known that it had rested from 250 on.
    const late = told(
      ['SlaClockStarted', 0, 300],
      ['SlaClockBreached', 300, 300],
      ['SlaClockPaused', 250, null, 'paused'],
      ['SlaClockSuperseded', 250, null, 'paused'],
    );
    expect(await dueAsOf(late, 240)).toEqual([minuteOf(300), 'open']);
    expect(await dueAsOf(late, 260)).toEqual([null, 'paused']);
    expect(await dueAsOf(late, 310)).toEqual([null, 'paused']);
  });

  it('are not broken before the target was set that breaks them', async () => {
    const events = told(
      ['SlaClockStarted', 0, 900],
      ['SlaClockRetargeted', 120, 60],
      ['SlaClockWarned', 30, 60],
      ['SlaClockBreached', 60, 60],
    );
    expect(await dueAsOf(events, 90)).toEqual([minuteOf(900), 'open']);
    expect(await dueAsOf(events, 119)).toEqual([minuteOf(900), 'open']);
    expect(await dueAsOf(events, 120)).toEqual([minuteOf(60), 'breached']);
  });

  it('are broken when they were due, although it is told after later things', async () => {
    const events = told(
      ['SlaClockStarted', 0, 900],
      ['SlaClockMet', 500, 900, 'stopped'],
      ['SlaClockRetargeted', 100, 200],
      ['SlaClockBreached', 200, 200],
    );
    expect(await dueAsOf(events, 150)).toEqual([minuteOf(200), 'open']);
    expect(await dueAsOf(events, 201)).toEqual([minuteOf(200), 'breached']);
  });
});

describe('a row as of a moment', () => {
  const ticketEvents = recorded([
    { event: sampleOf('TicketRegistered'), minute: 0 },
    { event: sampleOf('TicketAssigned'), minute: 100 },
  ]);
  const clockEvents = told(['SlaClockStarted', 0, 300], ['SlaClockBreached', 300, 300]);
  const row = foldRow(ticketDetailProjection, [...ticketEvents, ...clockEvents]) as TicketDetailRow;

  it.each([
    [400, [], 'breached'],
    [200, ['sla'], 'open'],
    [50, ['ticket', 'sla'], 'open'],
  ] as const)(
    'reads only the stream that something happened on since: minute %s',
    async (minute, streams, state) => {
      const store = storeOf(...ticketEvents, ...clockEvents);
      const moment = { asOf: minuteOf(minute), basis: 'occurred' } as const;
      const then = await rowAsOf(store, ticketDetailProjection, row, moment);
      expect(store.read).toEqual(streams);
      const past = ({ occurredAt }: { readonly occurredAt: Instant }) => occurredAt <= moment.asOf;
      const events = [...ticketEvents, ...clockEvents].filter(past);
      expect(then).toEqual(foldRow(ticketDetailProjection, events));
      expect(then?.due_state).toBe(state);
    },
  );

  it('is none before the ticket was there', async () => {
    const store = storeOf(...ticketEvents, ...clockEvents);
    const moment = { asOf: '2026-03-01T00:00:00.000Z' as Instant, basis: 'occurred' } as const;
    expect(await rowAsOf(store, ticketDetailProjection, row, moment)).toBeUndefined();
  });
});
