import { beforeEach, describe, expect, it } from '@jest/globals';
import { useTestPool } from '../../../../test/setup/test-pool.js';
import { eventFeedMigrations } from '../../migrations/index.js';
import { RelayStore, type RelayLease } from './relay-store.js';

const LEASE_MS = 60_000;

const database = useTestPool(eventFeedMigrations, { max: 20 });
let name = 0;
beforeEach(() => {
  name += 1;
});

const storeOf = (owner: string, leaseMs = LEASE_MS) =>
  new RelayStore(database.pool, `prefix-${name}`, leaseMs, owner);

async function taken(store: RelayStore): Promise<RelayLease> {
  const lease = await store.take();
  if (lease === undefined) throw new Error('another one has the lease');
  return lease;
}

/** As if so much time had passed for the lease. */
const passes = (seconds: number) =>
  database.pool.query(
    `UPDATE gongdan.relay SET lease_until = lease_until - $2 * interval '1 second' WHERE name = $1`,
    [`prefix-${name}`, seconds],
  );

const offsets = { 'a.tickets.v1': { 0: 5, 2: 7 } };

describe('the relay’s row', () => {
  it('is not there before a relay ran', async () => {
    expect(await storeOf('one').standing()).toBeUndefined();
    expect(await storeOf('one').seize(LEASE_MS)).toBeUndefined();
    expect(await storeOf('one').rewind(1, 0, {})).toBe(false);
    expect(await storeOf('one').beat(1)).toBe(false);
    expect(await storeOf('one').move(1, 0, 5, offsets)).toBe(false);
  });

  it('is held by one, until the time is over or it is given back', async () => {
    const [one, two] = [storeOf('one'), storeOf('two')];
    expect(await one.take()).toEqual({ epoch: 1, position: 0, offsets: {}, lost: null });
    expect(await two.take()).toBeUndefined();
    await passes(LEASE_MS / 1_000 - 1);
    expect(await two.take()).toBeUndefined();
    expect((await one.standing())?.held).toBe(true);
    await passes(1);
    expect((await one.standing())?.held).toBe(false);
    expect(await two.take()).toMatchObject({ epoch: 2 });
    expect(await one.take()).toBeUndefined();
    await two.release(2, null);
    expect(await one.take()).toMatchObject({ epoch: 3 });
  });

  it('is had again at once by the same process, with another epoch', async () => {
    expect(await storeOf('one').take()).toMatchObject({ epoch: 1 });
    expect(await storeOf('one').take()).toMatchObject({ epoch: 2 });
    expect(await storeOf('one').move(1, 0, 5, offsets)).toBe(false);
  });

  it('goes to exactly one of many who ask at once', async () => {
    for (let round = 1; round <= 20; round++) {
      const all = Array.from({ length: 8 }, (_, number) => storeOf(`${round}-${number}`).take());
      const leases = (await Promise.all(all)).filter((lease) => lease !== undefined);
      expect(leases).toMatchObject([{ epoch: round }]);
      await passes(LEASE_MS / 1_000);
    }
  });

  it('is moved from where it is, with what lies where, and tells when', async () => {
    const one = storeOf('one');
    const { epoch } = await taken(one);
    expect((await one.standing())?.publishedAt).toBeNull();
    expect(await one.move(epoch, 0, 5, offsets)).toBe(true);
    const { rows } = await database.pool.query<{ now: Date }>('SELECT clock_timestamp() AS now');
    const standing = await one.standing();
    expect(standing).toMatchObject({ position: 5, offsets, epoch, held: true, lastError: null });
    const ageMs = Number(rows[0]?.now) - Date.parse(standing?.publishedAt ?? '');
    expect(ageMs).toBeGreaterThanOrEqual(-1);
    expect(ageMs).toBeLessThan(60_000);
    expect(await one.move(epoch, 4, 9, {})).toBe(false);
    expect((await one.standing())?.position).toBe(5);
  });

  it('is moved and prolonged by nobody whose epoch is over', async () => {
    const [one, two] = [storeOf('one'), storeOf('two')];
    const { epoch: old } = await taken(one);
    await passes(LEASE_MS / 1_000);
    const { epoch } = await taken(two);
    expect(await one.move(old, 0, 5, offsets)).toBe(false);
    expect(await one.beat(old)).toBe(false);
    await one.release(old, 'too late');
    expect(await two.standing()).toMatchObject({ position: 0, held: true, lastError: null });
    expect(await two.move(epoch, 0, 5, offsets)).toBe(true);
  });

  it('is held on by every beat and move, by the clock of the database', async () => {
    const one = storeOf('one');
    const { epoch } = await taken(one);
    const prolong = [() => one.beat(epoch), () => one.move(epoch, 0, 5, offsets)];
    for (const how of prolong) {
      await passes(LEASE_MS / 1_000);
      expect((await one.standing())?.held).toBe(false);
      expect(await how()).toBe(true); // nobody came in between
      const { rows } = await database.pool.query<{ left_ms: number }>(
        `SELECT extract(epoch FROM lease_until - clock_timestamp())::float8 * 1000 AS left_ms
           FROM gongdan.relay WHERE name = $1`,
        [one.name],
      );
      expect(rows[0]?.left_ms).toBeGreaterThan(LEASE_MS / 2);
      expect(rows[0]?.left_ms).toBeLessThanOrEqual(LEASE_MS);
    }
  });

  it('keeps the reason of who gave up until something is published', async () => {
    const one = storeOf('one');
    await one.release((await taken(one)).epoch, 'the broker is away');
    expect((await one.standing())?.lastError).toBe('the broker is away');
    const { epoch } = await taken(one);
    await one.release(epoch, null);
    expect((await one.standing())?.lastError).toBe('the broker is away');
    const again = await taken(one);
    await one.move(again.epoch, 0, 1, {});
    expect((await one.standing())?.lastError).toBeNull();
  });

  it('is set back by whoever may, and then whoever published cannot go on', async () => {
    const [one, two] = [storeOf('one'), storeOf('two')];
    const { epoch } = await taken(one);
    await one.move(epoch, 0, 9, offsets);
    const seized = await two.seize(LEASE_MS);
    expect(seized).toMatchObject({ epoch: epoch + 1, position: 9, offsets, lost: null });
    expect(seized?.believedMs).toBeGreaterThan(LEASE_MS / 2);
    expect(seized?.believedMs).toBeLessThanOrEqual(LEASE_MS);
    expect(await one.move(epoch, 9, 12, {})).toBe(false);
    expect(await one.beat(epoch)).toBe(false);
    expect(await one.take()).toBeUndefined();
    expect(await two.rewind(epoch, 4, {})).toBe(false);
    expect(await two.rewind(epoch + 1, 4, { 'a.tickets.v1': { 0: 99 } })).toBe(true);
    expect(await one.standing()).toMatchObject({
      position: 4,
      offsets: { 'a.tickets.v1': { 0: 99 } },
      held: false,
    });
    expect(await two.take()).toMatchObject({ epoch: epoch + 2, position: 4 });
  });

  it('is believed to be held by nobody once it was given back or the time is over', async () => {
    const [one, two] = [storeOf('one'), storeOf('two')];
    await one.release((await taken(one)).epoch, null);
    expect(await two.seize(LEASE_MS)).toMatchObject({ believedMs: 0 });
    await passes(LEASE_MS / 1_000 + 1);
    expect(await one.seize(LEASE_MS)).toMatchObject({ believedMs: 0 });
  });

  it('is not held until the old time comes again where the clock was set back', async () => {
    const [one, two] = [storeOf('one'), storeOf('two')];
    await taken(one);
    await passes(-3_600);
    expect(await two.take()).toBeUndefined(); // the holder may live, and believe in it
    await passes(LEASE_MS / 1_000);
    expect(await two.take()).toMatchObject({ epoch: 2 });
    await passes(-3_600);
    const { believedMs = Infinity } = (await one.seize(LEASE_MS)) ?? {};
    expect(believedMs).toBeLessThanOrEqual(LEASE_MS);
  });

  it('remembers what is lost, whoever takes the lease, until it is set back', async () => {
    const [one, two] = [storeOf('one'), storeOf('two')];
    const { epoch } = await taken(one);
    await two.noteLost(epoch + 1, offsets);
    await one.move(epoch, 0, 9, offsets);
    expect(await taken(one)).toMatchObject({ lost: null });
    await one.noteLost(epoch + 1, offsets);
    await one.release(epoch + 1, null);
    expect(await taken(two)).toMatchObject({ lost: offsets });
    const seized = await one.seize(LEASE_MS);
    expect(seized).toMatchObject({ lost: offsets });
    await one.rewind(seized?.epoch ?? 0, 0, {});
    expect(await taken(two)).toMatchObject({ position: 0, lost: null });
  });

  it('is one of its own for every prefix', async () => {
    const other = new RelayStore(database.pool, `other-${name}`, LEASE_MS, 'two');
    await taken(storeOf('one'));
    expect(await other.take()).toMatchObject({ epoch: 1 });
  });
});
