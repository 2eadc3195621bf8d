import { describe, expect, it } from '@jest/globals';
import { gate } from '../testing/gate.js';
import { unlessAborted } from './patience.js';

const HOUR_MS = 3_600_000;
const never = () => new Promise<never>(() => undefined);
const aborted = (): AbortSignal => AbortSignal.abort(new Error('stopped'));

describe('patience', () => {
  it('waits for what comes of the work, good or bad', async () => {
    const { signal } = new AbortController();
    expect(await unlessAborted(Promise.resolve(7), signal)).toBe(7);
    await expect(unlessAborted(Promise.reject(new Error('bad')), signal)).rejects.toThrow('bad');
  });

  it('gives up when it is told to, before the work began or in the middle', async () => {
    await expect(unlessAborted(never(), aborted())).rejects.toThrow('stopped');
    const abort = new AbortController();
    const waiting = unlessAborted(never(), abort.signal);
    abort.abort(new Error('stopped now'));
    await expect(waiting).rejects.toThrow('stopped now');
  });

  it('gives the work its time of grace', async () => {
    const { opened, open } = gate();
    const waiting = unlessAborted(opened, aborted(), HOUR_MS);
    open();
    await waiting;
    await expect(unlessAborted(never(), aborted(), 1)).rejects.toThrow('stopped');
  });

  it('leaves no failure unheard that comes later', async () => {
    const unheard: unknown[] = [];
    const hear = (error: unknown): void => void unheard.push(error);
    process.on('unhandledRejection', hear);
    const { opened, open } = gate();
    const late = opened.then(() => {
      throw new Error('late');
    });
    await expect(unlessAborted(late, aborted())).rejects.toThrow('stopped');
    open();
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', hear);
    expect(unheard).toEqual([]);
  });
});
