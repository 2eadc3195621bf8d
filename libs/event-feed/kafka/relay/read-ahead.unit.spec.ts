import { describe, expect, it } from '@jest/globals';
import { gate } from '../../testing/gate.js';
import { readAhead } from './read-ahead.js';

const forEver = new AbortController().signal;

/** Pages that come when the test says so, as from a store: an end of the signal ends the wait. */
function source() {
  const asked: AbortSignal[] = [];
  const gates = [gate(), gate(), gate()];
  let ended = false;
  async function* read(signal: AbortSignal): AsyncGenerator<number, void> {
    try {
      for (const [index, { opened }] of gates.entries()) {
        asked.push(signal);
        const aborted = new Promise<void>((resolve) =>
          signal.addEventListener('abort', () => resolve(), { once: true }),
        );
        await Promise.race([opened, aborted]);
        if (signal.aborted) return;
        yield index;
      }
    } finally {
      ended = true;
    }
  }
  return { read, asked, open: (index: number) => gates[index]?.open(), hasEnded: () => ended };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('reading ahead', () => {
  it('gives every page in order, and has asked for the next one while the caller works', async () => {
    const { read, asked, open } = source();
    [0, 1, 2].forEach(open);
    const seen: number[] = [];
    for await (const { value } of readAhead(read, forEver)) {
      await turn();
      expect(asked).toHaveLength(Math.min(3, value + 2));
      seen.push(value);
    }
    expect(seen).toEqual([0, 1, 2]);
  });

  it('knows whether there is more already', async () => {
    const { read, open } = source();
    open(0);
    const pages = readAhead(read, forEver);
    const first = (await pages.next()).value;
    await turn();
    expect(first?.hasMore()).toBe(false);
    open(1);
    await turn();
    expect(first?.hasMore()).toBe(true);
    await pages.return();
  });

  it('ends the read that is under way when the caller leaves early, and when it throws', async () => {
    for (const leave of ['break', 'throw']) {
      const { read, asked, open, hasEnded } = source();
      open(0);
      const walk = async (): Promise<void> => {
        for await (const { value } of readAhead(read, forEver)) {
          expect(value).toBe(0);
          if (leave === 'throw') throw new Error('the caller fails');
          break;
        }
      };
      const walked = walk();
      await (leave === 'throw' ? expect(walked).rejects.toThrow('the caller fails') : walked);
      expect(hasEnded()).toBe(true);
      expect(asked[0]?.aborted).toBe(true);
      expect(forEver.aborted).toBe(false);
    }
  });

  it('ends when its signal aborts, with the first page still to come and later', async () => {
    for (const pagesBefore of [0, 1]) {
      const { read, open, hasEnded } = source();
      if (pagesBefore === 1) open(0);
      const abort = new AbortController();
      const seen: number[] = [];
      const walked = (async () => {
        for await (const { value } of readAhead(read, abort.signal)) seen.push(value);
      })();
      await turn();
      abort.abort();
      await walked;
      expect(seen).toHaveLength(pagesBefore);
      expect(hasEnded()).toBe(true);
    }
  });

  it('throws a failure once, after what came before it, and to nobody when the caller has left', async () => {
    async function* failing(): AsyncGenerator<number, void> {
      yield 0;
      throw new Error('the store fails');
    }
    const unheard: unknown[] = [];
    const hear = (error: unknown): void => void unheard.push(error);
    process.on('unhandledRejection', hear);
    try {
      const seen: number[] = [];
      const walk = async (): Promise<void> => {
        for await (const { value } of readAhead(failing, forEver)) seen.push(value);
      };
      await expect(walk()).rejects.toThrow('the store fails');
      expect(seen).toEqual([0]);
      for await (const { hasMore } of readAhead(failing, forEver)) {
        await turn();
        expect(hasMore()).toBe(true);
        break;
      }
      await turn();
      expect(unheard).toEqual([]);
    } finally {
      process.off('unhandledRejection', hear);
    }
  });
});
