import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { recorder } from '../../../../test/setup/recorded.js';
import { SIMULATED_PARTITIONS, SimulatedTopics } from '../testing/simulated-topics.js';
import {
  AHEAD_EVENTS_MAX,
  PartitionMerge,
  WAITING_BYTES_MAX,
  WAITING_EVENTS_MAX,
  WAITING_MARKS_MAX,
} from './partition-merge.js';

/** What happens next, by the names of `SimulatedTopics`. */
type Step = readonly [keyof SimulatedTopics, ...unknown[]];

const EVENTS = 30;
const relay = fc.nat({ max: 2 });
const position = fc.nat({ max: EVENTS + 5 });
const partition = fc.nat({ max: SIMULATED_PARTITIONS - 1 });
const anyOffsets = fc.dictionary(
  fc.constantFrom('events', 'elsewhere'),
  fc.dictionary(fc.constantFrom('0', '1', '2'), fc.nat({ max: 60 })),
);
const step = (name: keyof SimulatedTopics, ...given: fc.Arbitrary<unknown>[]) =>
  fc.tuple(fc.constant(name), ...given) as unknown as fc.Arbitrary<Step>;

const honest = fc.oneof(
  step('takeOver'),
  step('send', relay, fc.nat({ max: 8 })),
  step('move', relay),
  step('say', relay),
  step('beginReading'),
  step('read', fc.nat({ max: SIMULATED_PARTITIONS }), fc.nat({ max: 6 })),
);
const hostile = fc.oneof(
  { weight: 8, arbitrary: honest },
  { weight: 1, arbitrary: step('rewind', position) },
  {
    weight: 1,
    arbitrary: step(
      'scribble',
      partition,
      fc.option(fc.nat({ max: EVENTS - 1 }), { nil: undefined }),
    ),
  },
  { weight: 1, arbitrary: step('mislead', position, anyOffsets) },
);

function play(steps: readonly Step[], streams: number): SimulatedTopics {
  const topics = new SimulatedTopics(EVENTS, streams);
  for (const [name, ...given] of steps) (topics[name] as (...given: unknown[]) => void)(...given);
  topics.finish();
  return topics;
}

const between = (after: number, upTo: number): number[] =>
  Array.from({ length: upTo - after }, (_, index) => after + index + 1);

const { begin, mark } = {
  begin: (at = 0) => new PartitionMerge(at, {}),
  mark: (to: number, offset: number) => ({
    position: to,
    epoch: 1,
    offsets: { events: { 0: offset } },
  }),
};
const nextEvent = recorder('ticket-1');
const eventAt = (at: number, id = `e${at}`) =>
  nextEvent('TicketCommented', {}, { position: at, id });

describe('partitions put together', () => {
  it('are the log, in order and once, whatever relays take over, die, repeat and wake up again', () => {
    fc.assert(
      fc.property(
        fc.array(honest, { maxLength: 120 }),
        fc.integer({ min: 1, max: 7 }),
        (steps, streams) => {
          const { handed, jumps, begunAt } = play(steps, streams);
          expect(handed).toEqual(between(begunAt, EVENTS));
          expect(jumps).toEqual([]);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('leave nothing out and make nothing up where others write, and where the relay is set back', () => {
    let jumped = 0;
    let whole = 0;
    fc.assert(
      fc.property(
        fc.array(hostile, { maxLength: 120 }),
        fc.integer({ min: 1, max: 7 }),
        (steps, streams) => {
          const { handed, jumps, begunAt } = play(steps, streams);
          // What was not handed on is what the reader knew to be published, and so read from the log.
          const known = jumps.flatMap(([from, to]) => between(from, to));
          expect([...handed, ...known].toSorted((a, b) => a - b)).toEqual(between(begunAt, EVENTS));
          expect(handed).toEqual(handed.toSorted((a, b) => a - b));
          if (jumps.length > 0) jumped += 1;
          else whole += 1;
        },
      ),
      { numRuns: 1_000 },
    );
    expect(Math.min(jumped, whole)).toBeGreaterThan(20);
  });

  it.each([
    [5, 'a hole', /events goes on at 5 in partition 0, where 1 should follow/],
    [0, 'a record that came before', /events goes on at 0 in partition 0, where 1 should follow/],
  ])('refuse offset %i: %s', (offset, _what, message) => {
    const merge = begin();
    merge.add('events', 0, 0, eventAt(1));
    expect(() => merge.add('events', 0, offset, eventAt(2))).toThrow(message);
  });

  it('say whether a record is new', () => {
    const merge = begin(2);
    const news = [2, 3, 3, 4].map((at, offset) => merge.add('events', 0, offset, eventAt(at)));
    expect(news).toEqual([false, true, false, true]);
    expect(merge.add('events', 0, 4, undefined)).toBe(false);
  });

  it('say whether anything waits', () => {
    const merge = begin();
    expect(merge.isWaiting).toBe(false);
    merge.add('events', 0, 0, eventAt(1));
    expect(merge.isWaiting).toBe(true);
    merge.mark(mark(1, 1));
    merge.take();
    expect(merge.isWaiting).toBe(false);
  });

  it('wait for the watermark, and take no notice of one that goes back', () => {
    const merge = begin();
    for (const at of [1, 2, 3]) merge.add('events', 0, at - 1, eventAt(at));
    expect(merge.take()).toEqual({ doubtful: [] });
    merge.mark(mark(2, 2));
    expect(merge.take().page?.events.map(({ position: at }) => at)).toEqual([1, 2]);
    merge.mark(mark(1, 1));
    merge.mark(mark(2, 2));
    expect(merge.take()).toEqual({ doubtful: [] });
    merge.mark(mark(3, 3));
    expect(merge.take().page?.lastPosition).toBe(3);
  });

  it('believe neither of two events that claim one position', () => {
    const merge = begin();
    merge.add('events', 0, 0, eventAt(1));
    merge.add('events', 0, 1, eventAt(1, 'another'));
    merge.add('events', 0, 2, eventAt(1));
    merge.add('events', 0, 3, eventAt(2));
    merge.mark(mark(2, 4));
    expect(merge.take()).toEqual({ doubtful: [2] });
    expect([merge.takeClaimed(), merge.takeClaimed()]).toEqual([[1], []]);
    merge.goOnAt(2);
    merge.add('events', 0, 4, eventAt(3));
    merge.mark(mark(3, 5));
    expect(merge.take().page?.events.map(({ id }) => id)).toEqual(['e3']);
  });

  it('do not take another event for a repeat, though it has the id of the first', () => {
    const merge = begin();
    merge.add('events', 0, 0, eventAt(1));
    merge.add('events', 0, 1, { ...eventAt(1), data: { text: 'another' } });
    merge.mark(mark(1, 2));
    expect(merge.take()).toEqual({ doubtful: [1] });
    expect(merge.takeClaimed()).toEqual([1]);
  });

  it('do not wait for what says to be so far ahead', () => {
    const merge = begin(7);
    expect(merge.add('events', 0, 0, eventAt(7 + AHEAD_EVENTS_MAX))).toBe(true);
    expect(merge.takeClaimed()).toEqual([]);
    expect(merge.add('events', 0, 1, eventAt(8 + AHEAD_EVENTS_MAX))).toBe(false);
    expect(merge.takeClaimed()).toEqual([8 + AHEAD_EVENTS_MAX]);
  });

  it('do not let so many events wait that no watermark speaks of', () => {
    const merge = begin();
    for (let at = 1; at <= WAITING_EVENTS_MAX; at++) merge.add('events', 0, at - 1, eventAt(at));
    const oneMore = WAITING_EVENTS_MAX + 1;
    expect(() => merge.add('events', 0, oneMore - 1, eventAt(oneMore))).toThrow(
      `${oneMore} events came from the topics, and no watermark that says what is complete after 0`,
    );
    const large = begin();
    large.add('events', 0, 0, eventAt(1), WAITING_BYTES_MAX);
    expect(() => large.add('events', 0, 1, eventAt(2), 1)).toThrow(/no watermark/);
  });

  it('have room again for what was handed on', () => {
    const merge = begin();
    for (let at = 1; at < 5; at++) {
      merge.add('events', 0, at - 1, eventAt(at), WAITING_BYTES_MAX);
      merge.mark(mark(at, at));
      expect(merge.take().page?.lastPosition).toBe(at);
    }
  });

  it('keep the newest of many watermarks, and none that cannot come true stands in their way', () => {
    const merge = begin();
    merge.mark(mark(1, 1_000_000));
    const last = WAITING_MARKS_MAX * 10;
    for (let at = 1; at <= last; at++) merge.mark(mark(at, at));
    for (let at = 1; at <= last; at++) merge.add('events', 0, at - 1, eventAt(at));
    expect(merge.take().page?.lastPosition).toBe(last);
  });
});
