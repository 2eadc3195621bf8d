import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { LoginWatch } from './login-watch.js';

const CHECK_MS = 5_000;
let asked: (readonly string[])[];
let over: Set<string>;
let isAway: boolean;
let watch: LoginWatch;
const told: string[] = [];

beforeEach(() => {
  jest.useFakeTimers();
  [asked, over, isAway] = [[], new Set(), false];
  told.length = 0;
  watch = new LoginWatch(
    {
      living: async (tokens) => {
        asked.push(tokens);
        if (isAway) throw new Error('away');
        return new Set(tokens.filter((token) => !over.has(token)));
      },
    },
    CHECK_MS,
  );
});
afterEach(() => {
  jest.useRealTimers();
});

const pass = () => jest.advanceTimersByTimeAsync(CHECK_MS);

describe('the watch over logins', () => {
  it('asks once for all of them, and tells everybody whose login is over', async () => {
    for (const name of ['a', 'b']) watch.watch(name, () => told.push(name));
    watch.watch('a', () => told.push('a again'));
    await pass();
    expect([asked, told]).toEqual([[['a', 'b']], []]);
    over.add('a');
    await pass();
    expect([asked.length, told]).toEqual([2, ['a', 'a again']]);
  });

  it('asks for nobody who has gone, and begins again', async () => {
    const stop = watch.watch('a', () => told.push('a'));
    const others = [watch.watch('a', () => told.push('a too'))];
    stop();
    over.add('a');
    await pass();
    expect(told).toEqual(['a too']);
    for (const end of others) end();
    asked.length = 0;
    await pass();
    await pass();
    expect([asked, jest.getTimerCount()]).toEqual([[], 0]);
    watch.watch('b', () => told.push('b'));
    await pass();
    expect(asked).toEqual([['b']]);
  });

  it('ends nothing where the database is away', async () => {
    watch.watch('a', () => told.push('a'));
    [over, isAway] = [new Set(['a']), true];
    await pass();
    expect(told).toEqual([]);
    isAway = false;
    await pass();
    expect(told).toEqual(['a']);
  });
});
