import { describe, expect, it } from '@jest/globals';
import type { ConsumerStatus } from '@gongdan/event-feed';
import { consumersPart } from './engine-parts.js';
import { Readiness } from './readiness.js';

const quick = () => new Readiness({ freshMs: 0, waitMsMax: 20, knownMsMax: 1_000 });

const failuresOf = async (readiness: Readiness): Promise<readonly string[]> => {
  try {
    await readiness.check();
    return [];
  } catch (error) {
    expect(error).toMatchObject({ code: 'ENGINE.NOT_READY', category: 'transient' });
    const { violations } = error as { violations: { path: string; message: string }[] };
    return violations.map(({ path, message }) => `${path} ${message}`);
  }
};

describe('a host', () => {
  it('is ready from its start to its stop', async () => {
    const readiness = quick();
    expect(await failuresOf(readiness)).toEqual(['engine has not started yet']);
    readiness.started();
    expect(await failuresOf(readiness)).toEqual([]);
    readiness.stopping();
    readiness.started();
    expect(await failuresOf(readiness)).toEqual(['engine is stopping']);
  });

  it('names every part that is not ready, without what the part said of itself', async () => {
    const readiness = quick();
    readiness.started();
    const secret = new Error('postgres://user:secret@10.0.0.1 refused');
    readiness.add({ name: 'database', check: () => Promise.reject(secret) });
    readiness.add({ name: 'broker', check: () => new Promise(() => {}) });
    readiness.add({ name: 'consumers', check: () => Promise.resolve('are not at work: a') });
    readiness.add({ name: 'well', check: () => Promise.resolve(undefined) });
    expect(await failuresOf(readiness)).toEqual([
      'database failed',
      'broker did not answer in time',
      'consumers are not at work: a',
    ]);
    await expect(readiness.check()).rejects.toMatchObject({ cause: secret });
  });

  it('is ready again when the parts are', async () => {
    const readiness = quick();
    readiness.started();
    let said: Promise<string | undefined> = Promise.reject(new Error('away'));
    readiness.add({ name: 'database', check: () => said });
    expect(await failuresOf(readiness)).toEqual(['database failed']);
    said = Promise.resolve(undefined);
    expect(await failuresOf(readiness)).toEqual([]);
  });
});

describe('consumers', () => {
  const part = (states: Readonly<Record<string, ConsumerStatus['state']>>, ours: string[]) => {
    const statuses = Object.entries(states).map(([name, state]) => ({ name, state }));
    const feed = { status: () => Promise.resolve(statuses as unknown as ConsumerStatus[]) };
    return consumersPart(feed, new Set(ours)).check();
  };

  it('are ready while they work, be it slowly, be it elsewhere', async () => {
    const states = {
      a: 'live',
      b: 'catching-up',
      c: 'retrying',
      d: 'fenced',
      e: 'stopped',
    } as const;
    expect(await part(states, ['a', 'b', 'c', 'd'])).toBeUndefined();
    expect(await part(states, [])).toBeUndefined();
  });

  it('are not while they start or have stopped', async () => {
    const states = { a: 'live', b: 'starting', c: 'stopped' } as const;
    expect(await part(states, ['a', 'b', 'c'])).toBe('are not at work: b (starting), c (stopped)');
  });

  it('are named, but not all of many', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const states = Object.fromEntries(names.map((name) => [name, 'stopped' as const]));
    expect(await part(states, names.slice(0, 5))).toMatch(/e \(stopped\)$/);
    expect(await part(states, names)).toMatch(/e \(stopped\) and 2 more$/);
  });
});
