import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  CLOCK_EVENT_TYPES,
  eventContract,
  type RecordedClockEvent,
  type TicketEvent,
} from '@gongdan/contracts';
import type { RecordedEvent } from '@gongdan/core';
import { recorder } from '../../../test/setup/recorded.js';
import { dispatchBoardProjection } from './dispatch-board/dispatch-board.projection.js';
import { NO_PROMISES, promisesAfter, ticketOf, type RowPromises } from './row-promises.js';
import { minuteOf, recorded, rowsOf, sampleOf, TICKET_ID } from './testing/history.js';
import { TICKET_EVENT_TYPES } from './ticket-event.js';
import { ticketDetailProjection } from './ticket-detail/ticket-detail.projection.js';

/** What a test says of a clock: its run, what it did, how it stands after it and when it is due. */
interface Doing {
  readonly type: string;
  readonly clock: string;
  readonly cycle?: number;
  readonly status?: 'running' | 'paused' | 'stopped' | 'cancelled';
  readonly verdict?: 'open' | 'met' | 'breached' | 'cancelled';
  readonly due?: number | null;
  readonly minute?: number;
  readonly subject?: { readonly kind: string; readonly id: string };
}

function told(doings: readonly Doing[]): RecordedClockEvent[] {
  const record = recorder(`sla-${TICKET_ID}`);
  return doings.map((doing, index) => {
    const { type, clock, cycle = 1, status = 'running', verdict = 'open', due, minute = 1 } = doing;
    const standing = {
      status,
      verdict,
      dueAt: due === undefined || due === null ? null : minuteOf(due),
      stoppedAt: null,
      warnings: [],
    };
    const subject = doing.subject ?? { kind: 'ticket', id: TICKET_ID };
    const data = { ...(eventContract(type).sample as object), subject, clock, cycle, standing };
    const at = { occurredAt: minuteOf(minute), recordedAt: minuteOf(20_000 + index) };
    return record(type, data, { ...at, position: 1_000 + index }) as RecordedClockEvent;
  });
}

const promised = (...doings: Doing[]): RowPromises =>
  told(doings).reduce(promisesAfter, NO_PROMISES);

const started = (clock: string, due: number): Doing => ({ type: 'SlaClockStarted', clock, due });
const nearest = ({ due_at, due_clock, due_state }: RowPromises) => [due_at, due_clock, due_state];

describe('the nearest due moment', () => {
  it('is that of the clock which is due first', () => {
    const some = promised(started('resolution', 900), started('arrival', 300));
    expect(nearest(some)).toEqual([minuteOf(300), 'arrival', 'open']);
  });

  it('goes to the next clock when the first has ended, and to none with the last', () => {
    const met = { type: 'SlaClockMet', status: 'stopped', verdict: 'met' } as const;
    const both = [started('arrival', 300), started('resolution', 900)];
    const one = [...both, { ...met, clock: 'arrival', due: 300 }];
    expect(nearest(promised(...one))).toEqual([minuteOf(900), 'resolution', 'open']);
    const cancelled = { type: 'SlaClockCancelled', clock: 'resolution', due: null } as const;
    const none = promised(...one, { ...cancelled, status: 'cancelled', verdict: 'cancelled' });
    expect(nearest(none)).toEqual([null, null, null]);
    expect(none.sla_clocks).toEqual({});
  });

  it('is at risk once a warning was given, also after a pause and a reopening', () => {
    const warned: Doing = { type: 'SlaClockWarned', clock: 'resolution', due: 900 };
    const paused: Doing = { type: 'SlaClockPaused', clock: 'resolution', status: 'paused' };
    const met: Doing = {
      type: 'SlaClockMet',
      clock: 'resolution',
      status: 'stopped',
      verdict: 'met',
      due: 900,
    };
    const resumed: Doing = { type: 'SlaClockResumed', clock: 'resolution', due: 1_000 };
    const before = [started('resolution', 900), warned];
    expect(nearest(promised(...before))[2]).toBe('at-risk');
    expect(nearest(promised(...before, paused))).toEqual([null, null, 'paused']);
    expect(nearest(promised(...before, paused, resumed))[2]).toBe('at-risk');
    expect(nearest(promised(...before, met))).toEqual([null, null, null]);
    const reopened = promised(...before, met, resumed);
    expect(nearest(reopened)).toEqual([minuteOf(1_000), 'resolution', 'at-risk']);
  });

  it('of a breached clock is the moment that it missed, also while it rests', () => {
    const breached = { type: 'SlaClockBreached', clock: 'arrival', verdict: 'breached' } as const;
    const missed = [started('arrival', 300), started('resolution', 900), { ...breached, due: 300 }];
    expect(nearest(promised(...missed))).toEqual([minuteOf(300), 'arrival', 'breached']);
    const paused = { type: 'SlaClockPaused', clock: 'arrival', status: 'paused' } as const;
    const resting = promised(...missed, { ...paused, verdict: 'breached' });
    expect(nearest(resting)).toEqual([minuteOf(300), 'arrival', 'breached']);
  });

  it('is none while all open clocks rest', () => {
    const paused = { type: 'SlaClockPaused', clock: 'arrival', status: 'paused' } as const;
    const rests = promised(started('arrival', 300), paused);
    expect(nearest(rests)).toEqual([null, null, 'paused']);
    const runs = promised(started('arrival', 300), started('resolution', 900), paused);
    expect(nearest(runs)).toEqual([minuteOf(900), 'resolution', 'open']);
  });

  it('is taken back with the verdict that was overtaken', () => {
    const some = promised(
      started('arrival', 300),
      { type: 'SlaClockBreached', clock: 'arrival', verdict: 'breached', due: 300 },
      { type: 'SlaClockSuperseded', clock: 'arrival', verdict: 'open', due: 400 },
    );
    expect(nearest(some)).toEqual([minuteOf(400), 'arrival', 'open']);
  });
});

describe('rows with promises', () => {
  it('are those of tickets: complaints have clocks, too', () => {
    const [ticket, complaint] = told([
      started('arrival', 300),
      { ...started('answer', 300), subject: { kind: 'complaint', id: 'c1' } },
    ]);
    expect(ticket && ticketOf(ticket)).toBe(TICKET_ID);
    expect(complaint && ticketOf(complaint)).toBeUndefined();
  });

  const anyDoing = fc.record({
    type: fc.constantFrom(...CLOCK_EVENT_TYPES),
    clock: fc.constantFrom('arrival', 'resolution', 'survey#2'),
    cycle: fc.integer({ min: 1, max: 2 }),
    status: fc.constantFrom('running', 'running', 'paused', 'stopped', 'cancelled'),
    verdict: fc.constantFrom('open', 'met', 'breached', 'cancelled'),
    due: fc.option(fc.integer({ min: 0, max: 5_000 })),
    minute: fc.integer({ min: 1, max: 5_000 }),
  }) as fc.Arbitrary<Doing>;
  const anyTicketEvent = fc
    .constantFrom(...TICKET_EVENT_TYPES.filter((type) => type !== 'TicketRegistered'))
    .map((type) => ({ type, data: eventContract(type).sample }) as TicketEvent);

  it.each([ticketDetailProjection, dispatchBoardProjection])(
    'are the same in whatever order the two streams come, and know the ticket’s events alone: $name',
    (projection) => {
      fc.assert(
        fc.property(
          fc.array(anyTicketEvent, { maxLength: 12 }),
          fc.array(anyDoing, { maxLength: 12 }),
          fc.infiniteStream(fc.boolean()),
          (ticketEvents, doings, isTicketNext) => {
            const [first, ...ticket] = recorded(
              [sampleOf('TicketRegistered'), ...ticketEvents].map((event) => ({
                event,
                minute: 9,
              })),
            );
            const clocks = told(doings);
            const mixed: RecordedEvent[] = [first as RecordedEvent];
            const left = { ticket: [...ticket], clocks: [...clocks] };
            while (left.ticket.length + left.clocks.length > 0) {
              const [isTicket] = [isTicketNext.next().value as boolean];
              const next = isTicket ? left.ticket.shift() : left.clocks.shift();
              if (next !== undefined) mixed.push(next);
            }
            const row = rowsOf(projection, mixed).get(TICKET_ID);
            const alone = rowsOf(projection, [first as RecordedEvent, ...ticket]).get(TICKET_ID);
            expect(row).toEqual({ ...alone, ...clocks.reduce(promisesAfter, NO_PROMISES) });
          },
        ),
      );
    },
  );

  it('say of the clocks what their last words say', () => {
    fc.assert(
      fc.property(fc.array(anyDoing, { maxLength: 20 }), (doings) => {
        const row = promised(...doings);
        const runs = [...Map.groupBy(doings, ({ clock, cycle }) => `${clock}#${cycle}`).values()];
        const open = runs
          .map((all) => ({ all, last: all.at(-1) as Doing }))
          .filter(({ last }) => last.status === 'running' || last.status === 'paused')
          .map(({ all, last }) => ({
            clock: last.clock,
            rests: last.status === 'paused' && last.verdict !== 'breached',
            breached: last.verdict === 'breached',
            warned:
              all.findLastIndex(({ type }) => type === 'SlaClockWarned') >
              all.findLastIndex(({ type }) => type === 'SlaClockStarted'),
          }));
        const running = open.filter(({ rests }) => !rests);
        const { due_clock: clock, due_state: state } = row;
        if (running.length === 0) expect(state).toBe(open.length === 0 ? null : 'paused');
        else {
          const of = running.filter((each) => each.clock === clock);
          const states = of.map(({ breached, warned }) =>
            breached ? 'breached' : warned ? 'at-risk' : 'open',
          );
          expect(states).toContain(state);
        }
        expect(row.sla_version).toBe(doings.length);
      }),
    );
  });
});
