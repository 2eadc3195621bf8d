import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ok, streamName, type Decider, type Instant } from '@gongdan/core';
import { CommandExecutor } from './command-executor.js';
import { InMemoryEventStore } from './memory/in-memory-event-store.js';

const NOW = '2026-03-02T09:00:00.000Z' as Instant;
const STREAM = streamName('technician', 't1');

type Amended = { readonly type: 'TechnicianAmended'; readonly data: { readonly name: string } };

/** Gives a technician a name; the one that the technician has already is nothing new. */
const renaming: Decider<string, string, Amended> = {
  initial: '',
  decide: (state, name) =>
    ok(name === state ? [] : [{ type: 'TechnicianAmended', data: { name } }]),
  evolve: (_state, { data }) => data.name,
};

let store: InMemoryEventStore;
let ids: number;
beforeEach(() => {
  store = new InMemoryEventStore({ now: () => NOW });
  ids = 0;
});

const newExecutor = (): CommandExecutor =>
  new CommandExecutor(
    store,
    { now: () => NOW },
    { next: () => `0198c2f0-0000-7000-8000-${String(++ids).padStart(12, '0')}` },
  );

/** As one process has it: with a cache of its own over the common store. */
function processWithCache() {
  const executor = newExecutor();
  return (name: string, expectedVersion?: number, key?: string) =>
    executor.execute({
      stream: STREAM,
      decider: renaming,
      command: name,
      actor: 'dispatcher',
      customerIdOf: () => null,
      ...(expectedVersion === undefined ? {} : { expectedVersion }),
      ...(key === undefined ? {} : { idempotency: { key, fingerprint: 'a'.repeat(64) } }),
    });
}

describe('a command that changes nothing on the cached state', () => {
  it('is decided on what another process has appended meanwhile', async () => {
    const [one, other] = [processWithCache(), processWithCache()];
    await one('Technician One');
    await other('Technician Two');
    const again = await one('Technician One');
    expect(again).toMatchObject({ ok: true, value: { version: 3, position: 3 } });
    const names = (await store.readStream(STREAM)).map(({ data }) => data['name']);
    expect(names).toEqual(['Technician One', 'Technician Two', 'Technician One']);
  });

  it('is refused where the caller insisted on the version before', async () => {
    const [one, other] = [processWithCache(), processWithCache()];
    await one('Technician One');
    await other('Technician Two');
    const late = await one('Technician One', 1);
    expect(late).toMatchObject({ ok: false, error: { code: 'STREAM.VERSION_CONFLICT' } });
  });

  it('is accepted without an event where it is so in the store, too', async () => {
    const one = processWithCache();
    await one('Technician One');
    expect(await one('Technician One', 1)).toEqual({
      ok: true,
      value: { stream: STREAM, version: 1, events: [], position: 0, replayed: false },
    });
  });
});

describe('a repeat with the same key', () => {
  it('has no second effect and gets the first outcome', async () => {
    const one = processWithCache();
    await one('Technician One', undefined, 'key');
    await one('Technician Two');
    const again = await one('Technician One', undefined, 'key');
    expect(again).toMatchObject({ ok: true, value: { version: 1, position: 1, replayed: true } });
    expect(await store.lastPosition()).toBe(2);
  });

  it('is decided anew where the first changed nothing, and has its one effect then', async () => {
    const one = processWithCache();
    await one('Technician One');
    const first = await one('Technician One', undefined, 'key');
    expect(first).toMatchObject({ ok: true, value: { events: [], position: 0 } });
    await one('Technician Two');
    const effect = { version: 3, position: 3 };
    const again = await one('Technician One', undefined, 'key');
    expect(again).toMatchObject({ ok: true, value: { ...effect, replayed: false } });
    await one('Technician Two');
    const third = await one('Technician One', undefined, 'key');
    expect(third).toMatchObject({ ok: true, value: { ...effect, replayed: true } });
  });
});

describe('a stream that is taken to be new', () => {
  const register = () =>
    newExecutor().execute({
      stream: STREAM,
      decider: renaming,
      command: 'Technician One',
      actor: 'dispatcher',
      isNew: true,
      customerIdOf: () => null,
    });

  it('is written to without a look at it', async () => {
    const readStream = jest.spyOn(store, 'readStream');
    expect(await register()).toMatchObject({ ok: true, value: { version: 1 } });
    expect(readStream).not.toHaveBeenCalled();
  });

  it('is looked at when it turns out to be there', async () => {
    await processWithCache()('Technician Two');
    expect(await register()).toMatchObject({ ok: true, value: { version: 2 } });
  });
});
