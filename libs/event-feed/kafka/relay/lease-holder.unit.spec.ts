import { afterEach, describe, expect, it } from '@jest/globals';
import { gate } from '../../testing/gate.js';
import type { Pause } from '../../retry.js';
import { LeaseHolder } from './lease-holder.js';

const EPOCH = 5;
const HOUR_MS = 3_600_000;

let end: () => Promise<void> = () => Promise.resolve();
afterEach(() => end());

/** A holder whose pauses end when the test says so, and whose database answers what it is told to. */
function hold({
  leaseMs = HOUR_MS,
  agoMs = 0,
  beat = () => Promise.resolve(true),
}: {
  leaseMs?: number;
  agoMs?: number;
  beat?: (epoch: number) => Promise<boolean>;
} = {}) {
  const over = new AbortController();
  const stop = new AbortController();
  const pauses: { ms: number; end: () => void }[] = [];
  const asked = { next: gate() };
  const pause: Pause = (ms, signal) => {
    const { opened, open } = gate();
    pauses.push({ ms, end: open });
    signal?.addEventListener('abort', open, { once: true });
    asked.next.open();
    asked.next = gate();
    return opened;
  };
  const holder = new LeaseHolder({ beat }, EPOCH, leaseMs, performance.now() - agoMs, over);
  const keeping = holder.keep(AbortSignal.any([stop.signal, over.signal]), pause);
  end = async () => {
    stop.abort();
    await keeping;
  };
  /** One beat, until the next pause begins. */
  const tick = async (): Promise<void> => {
    const { opened } = asked.next;
    pauses.at(-1)?.end();
    await Promise.race([opened, keeping]);
  };
  return { holder, over, pauses, tick, keeping, stop };
}

describe('who holds the lease', () => {
  it('says so in the database several times within its time', async () => {
    const epochs: number[] = [];
    const beat = (epoch: number) => (epochs.push(epoch), Promise.resolve(true));
    const { pauses, tick } = hold({ leaseMs: 3_000, beat });
    await tick();
    await tick();
    expect(pauses.map(({ ms }) => ms)).toEqual([750, 750, 750]);
    expect(epochs).toEqual([EPOCH, EPOCH]);
  });

  it('counts from the moment before it asked: the answer may have been long on its way', () => {
    expect(() => hold({ leaseMs: 1_000, agoMs: 900 }).holder.mustHold()).not.toThrow();
    expect(() => hold({ leaseMs: 1_000, agoMs: 1_001 }).holder.mustHold()).toThrow(
      'Another relay took over while this one was held up; it stands by.',
    );
  });

  it('holds it on when a beat or a move has prolonged it', async () => {
    const { holder, tick } = hold({ leaseMs: 1_000, agoMs: 2_000 });
    await tick();
    expect(() => holder.mustHold()).not.toThrow();
    const moving = hold({ leaseMs: 1_000, agoMs: 2_000 }).holder;
    moving.prolonged(performance.now());
    expect(() => moving.mustHold()).not.toThrow();
    moving.prolonged(performance.now() - 1_001);
    expect(() => moving.mustHold()).toThrow(/took over/);
  });

  it('counts a slow beat from when it was sent', async () => {
    const answer = gate();
    const beat = async () => {
      await answer.opened;
      return true;
    };
    const { holder, tick } = hold({ leaseMs: 10, beat });
    const ticked = tick();
    const sentAt = performance.now();
    while (performance.now() - sentAt <= 11) await new Promise((resolve) => setImmediate(resolve));
    answer.open();
    await ticked;
    expect(() => holder.mustHold()).toThrow(/took over/);
  });

  it('has lost it when the database says so: the work under way is ended, and nothing saves it', async () => {
    const { holder, over, tick, keeping } = hold({ beat: () => Promise.resolve(false) });
    expect(holder.isLost).toBe(false);
    await tick();
    await keeping;
    expect([over.signal.aborted, holder.isLost]).toEqual([true, true]);
    holder.prolonged(performance.now());
    expect(() => holder.mustHold()).toThrow(/took over/);
  });

  it('waits for a database that is away, and lets the lease run out meanwhile', async () => {
    const beat = () => Promise.reject(new Error('ECONNREFUSED'));
    const { holder, over, tick } = hold({ leaseMs: 1_000, agoMs: 500, beat });
    await tick();
    await tick();
    expect(over.signal.aborted).toBe(false);
    expect(() => holder.mustHold()).not.toThrow();
    holder.prolonged(performance.now() - 1_001); // the rest of its time, so to say
    await tick();
    expect(() => holder.mustHold()).toThrow(/took over/);
  });

  it('stops at once, also while the database does not answer', async () => {
    const { tick, keeping, stop, pauses } = hold({ beat: () => new Promise(() => undefined) });
    void tick();
    await new Promise((resolve) => setImmediate(resolve));
    stop.abort();
    await keeping;
    expect(pauses).toHaveLength(1);
  });
});
