import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { eventually } from '../../../../test/setup/eventually.js';
import { DELIVERIES_KEPT_MAX } from '../domain/webhook.js';
import { pruneDeliveries } from '../store/delivery-log.js';
import { Receiver } from '../testing/receiver.js';
import { QUICK_PAUSES_MS, WebhookScene } from '../../../../test/setup/webhook-scene.js';

let scene: WebhookScene;
let receiver: Receiver;
beforeAll(async () => {
  scene = await WebhookScene.open();
  receiver = await Receiver.open(() => 204);
});
afterEach(async () => {
  await scene.removeAll();
  scene.notes.length = 0;
  receiver.received.length = 0;
  receiver.behavesLike(() => 204);
});
afterAll(async () => {
  await scene.close();
  await receiver.close();
});

const endNow = () => scene.test.engine.store.lastPosition();
const unending = (pauseMs: number) => ({ settings: { pausesMs: Array(1_000).fill(pauseMs) } });
const verifies = (secret: string, { headers, body }: Receiver['received'][number]): boolean => {
  try {
    new Webhook(secret).verify(body, headers);
    return true;
  } catch {
    return false;
  }
};

describe('a webhook that fails', () => {
  it('is disabled at once by 410, with a notice, and goes on where it stood when resumed', async () => {
    const after = await endNow();
    const { id } = await scene.webhook(receiver.url, { after });
    await scene.write(10, 1);
    receiver.behavesLike(({ streamversion }) => (streamversion === 4 ? 410 : 200));
    scene.process();
    const view = await scene.until(id, 'disabled');
    expect(view).toMatchObject({
      stateReason: 'gone',
      position: after + 3,
      pending: 7,
      lastFailure: 'answered 410',
      lastFailurePosition: after + 4,
    });
    expect(Date.now() - Date.parse(view.stateSince)).toBeLessThan(60_000);
    expect(scene.notes).toEqual([`disabled ${id} ${receiver.url} gone`]);
    expect(receiver.received).toHaveLength(4);
    receiver.behavesLike(() => 200);
    await scene.store.resume(id, undefined, 'admin-1');
    await scene.delivered(id);
    expect(receiver.accepted.map(({ position }) => position - after)).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
    ]);
    expect(await scene.view(id)).toMatchObject({ state: 'active', stateReason: null, failures: 0 });
  });

  it('is disabled when an event has used up its attempts, and delivers all when resumed', async () => {
    const after = await endNow();
    const { id } = await scene.webhook(receiver.url, { after });
    await scene.write(12, 3);
    receiver.behavesLike(({ streamversion }) => (streamversion === 2 ? 500 : 200));
    scene.process();
    expect(await scene.until(id, 'disabled')).toMatchObject({ stateReason: 'attempts-used-up' });
    const tries = Map.groupBy(receiver.received, ({ event }) => event.id);
    const most = Math.max(...[...tries.values()].map((each) => each.length));
    expect(most).toBe(QUICK_PAUSES_MS.length + 1);
    const page = { before: undefined, limit: 1_000, failed: true };
    const [last] = await scene.store.deliveries(id, page);
    expect(last).toMatchObject({ attempt: most, nextAttemptAt: null, statusCode: 500 });
    receiver.behavesLike(() => 200);
    await scene.store.resume(id, undefined, 'admin-1');
    await scene.delivered(id);
    expect(new Set(receiver.accepted.map(({ position }) => position)).size).toBe(12);
  });

  it('is disabled when nothing was accepted for too long', async () => {
    const { id } = await scene.webhook(receiver.url, { after: await endNow() });
    await scene.write(3, 3);
    receiver.behavesLike(() => 'reset');
    scene.process({ settings: { pausesMs: Array(1_000).fill(5), failingMsMax: 100 } });
    expect(await scene.until(id, 'disabled')).toMatchObject({ stateReason: 'failing-too-long' });
    expect(scene.notes).toHaveLength(1);
  });

  it('is not, where something is accepted now and then', async () => {
    const { id } = await scene.webhook(receiver.url, { after: await endNow() });
    const [refused] = await scene.write(1, 1);
    receiver.behavesLike(({ subject }) => (refused === `ticket-${subject}` ? 500 : 200));
    scene.process({ settings: { pausesMs: Array(1_000).fill(5), failingMsMax: 1_500 } });
    const beganMs = performance.now();
    for (let passed = 1; performance.now() - beganMs < 2_000; passed++) {
      await scene.write(1, 1);
      await eventually('one more passed', () => receiver.accepted.length === passed);
    }
    expect((await scene.view(id)).state).toBe('active');
    const { received, accepted } = receiver;
    expect(received.length - accepted.length).toBeGreaterThan(10);
  });

  it('waits as long as the receiver asks for', async () => {
    const { id } = await scene.webhook(receiver.url, { after: await endNow() });
    await scene.write(1, 1);
    receiver.behavesLike(() => ({ status: 503, headers: { 'retry-after': '1800' } }));
    scene.process();
    await eventually('it failed once', async () => (await scene.view(id)).lastFailureAt !== null);
    const { nextAttemptAt, lastFailureAt } = await scene.view(id);
    const waitMs = Date.parse(String(nextAttemptAt)) - Date.parse(String(lastFailureAt));
    expect(waitMs).toBeGreaterThan(1_799_000);
    expect(waitMs).toBeLessThan(1_800_000 * 1.21);
    expect(receiver.received).toHaveLength(1);
  });

  it('is tried one delivery at a time while the receiver is away, and all at once when it is back', async () => {
    const { id } = await scene.webhook(receiver.url, { after: await endNow() });
    await scene.write(12, 12);
    receiver.behavesLike(() => 500);
    scene.process({ settings: { pausesMs: [1, 30, 30, 3_600_000], strainedFailures: 10 } });
    await eventually('the receiver is away', async () => (await scene.view(id)).failures >= 24);
    receiver.atOnceMax = 0;
    await eventually('all wait for an hour', async () => (await scene.view(id)).failures === 48);
    expect(receiver.atOnceMax).toBe(1);
    receiver.behavesLike(() => 200);
    await scene.write(1, 1);
    await scene.delivered(id);
    expect(receiver.accepted).toHaveLength(13);
  });

  it('is left alone between two tries while the receiver is away, whatever is due', async () => {
    const { id } = await scene.webhook(receiver.url, { after: await endNow() });
    await scene.write(30, 30);
    receiver.behavesLike(() => 500);
    const { runner } = scene.process({
      settings: { ...unending(1).settings, strainedFailures: 10, probePauseMsStep: 3_600_000 },
    });
    await eventually('the receiver is away', async () => (await scene.view(id)).failures >= 10);
    for (let looks = 0; looks < 5; looks++) await scene.looked(id);
    expect(receiver.received.length).toBeLessThan(10 + 8);
    receiver.behavesLike(() => 200);
    await scene.store.amend(id, undefined, { description: 'It is back' }, 'admin-1');
    runner.look();
    await scene.delivered(id);
    expect(receiver.accepted).toHaveLength(30);
  });

  it('is disabled when the account that it belongs to is', async () => {
    const created = await scene.test.engine.accounts.create({
      username: 'warehouse',
      password: 'correct horse',
      roles: ['integration'],
    });
    const owner = created.ok ? created.value.id : '';
    const { id } = await scene.webhook(receiver.url, { owner, after: await endNow() });
    await scene.write(1, 1);
    scene.process();
    await scene.delivered(id);
    await scene.test.engine.accounts.disable(owner);
    await scene.write(1, 1);
    expect(await scene.until(id, 'disabled')).toMatchObject({ stateReason: 'owner-disabled' });
  });

  it('is disabled where its secret cannot be read, until that is rotated', async () => {
    const { id } = await scene.webhook(receiver.url, { after: await endNow() });
    await scene.write(1, 1);
    const { runner } = scene.process({ otherKey: true });
    expect(await scene.until(id, 'disabled')).toMatchObject({ stateReason: 'secret-unreadable' });
    await runner.stop();
    await scene.store.rotateSecret(id, undefined, 0, 'admin-1');
    await scene.store.resume(id, undefined, 'admin-1');
    scene.process();
    await scene.delivered(id);
    expect(receiver.received).toHaveLength(1);
  });
});

describe('whoever has a webhook', () => {
  it('can pause it: nothing is sent, and nothing is lost', async () => {
    const { id } = await scene.webhook(receiver.url, { after: await endNow() });
    const { runner } = scene.process();
    await scene.write(4, 2);
    await scene.delivered(id);
    await scene.store.pause(id, undefined, 'admin-1');
    runner.look();
    await eventually('nobody works on it', async () => {
      const { rows } = await scene.test.engine.pool.query<{ lease_owner: string | null }>(
        'SELECT lease_owner FROM gongdan.webhook WHERE id = $1',
        [id],
      );
      return rows[0]?.lease_owner === null;
    });
    await scene.write(4, 2);
    expect(receiver.received).toHaveLength(4);
    expect(await scene.view(id)).toMatchObject({ state: 'paused' });
    await scene.store.resume(id, undefined, 'admin-1');
    await scene.delivered(id);
    expect(receiver.accepted).toHaveLength(8);
  });

  it('can send it back to any position, in order again', async () => {
    const after = await endNow();
    const { id } = await scene.webhook(receiver.url, { after });
    await scene.write(20, 2);
    scene.process();
    await scene.delivered(id);
    receiver.received.length = 0;
    await scene.store.sendBack(id, undefined, after + 6, 'admin-1');
    await scene.delivered(id);
    const again = receiver.accepted.map(({ position }) => position - after);
    expect(again.toSorted((a, b) => a - b)).toEqual([
      6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20,
    ]);
    for (const odd of [0, 1]) {
      const ofStream = again.filter((position) => position % 2 === odd);
      expect(ofStream).toEqual(ofStream.toSorted((a, b) => a - b));
    }
    await scene.store.sendBack(id, undefined, 1, 'admin-1');
    await scene.delivered(id);
    expect(new Set(receiver.accepted.map(({ position }) => position)).size).toBe(after + 20);
    const end = after + 20;
    await scene.store.sendBack(id, undefined, end + 1, 'admin-1');
    await expect(scene.store.sendBack(id, undefined, end + 2, 'admin-1')).rejects.toMatchObject({
      code: 'WEBHOOK.POSITION_AHEAD',
    });
  });

  it('can send it back while an event of it is refused', async () => {
    const after = await endNow();
    const { id } = await scene.webhook(receiver.url, { after });
    await scene.write(9, 3);
    receiver.behavesLike(({ position }) => (position === after + 4 ? 500 : 200));
    const { runner } = scene.process(unending(10));
    await eventually('the rest passed', async () => (await scene.view(id)).pending === 2);
    await scene.store.sendBack(id, undefined, after + 2, 'admin-1');
    runner.look();
    await eventually('it came again', () => receiver.accepted.length >= 13);
    receiver.behavesLike(() => 200);
    await scene.delivered(id);
    const first = receiver.accepted.filter(({ position }) => (position - after) % 3 === 1);
    expect(first.map(({ position }) => position - after)).toEqual([1, 4, 7]);
  });

  it('sees how far a back-fill has come', async () => {
    await scene.write(50, 5);
    const end = await endNow();
    let gate = () => {};
    const opened = new Promise<void>((resolve) => (gate = resolve));
    receiver.behavesLike(async () => {
      if (receiver.received.length > 20) await opened;
      return 200;
    });
    const { id } = await scene.webhook(receiver.url);
    scene.process();
    await eventually('it has begun', () => receiver.received.length > 20);
    await eventually('it shows', async () => (await scene.view(id)).position > 0);
    const { position, pending, readPosition } = await scene.view(id);
    expect(position).toBeLessThan(end);
    expect(pending).toBeGreaterThan(0);
    expect(readPosition).toBeGreaterThan(position);
    gate();
    await scene.delivered(id);
    expect(receiver.accepted).toHaveLength(end);
  });

  it('can rotate its secret: both sign until the old one ends', async () => {
    const { id, secret: first } = await scene.webhook(receiver.url, { after: await endNow() });
    const { runner } = scene.process();
    const deliver = async (count: number) => {
      runner.look();
      await scene.write(count, 1);
      await scene.delivered(id);
      return receiver.received.splice(0);
    };
    expect((await deliver(1)).every((each) => verifies(first, each))).toBe(true);
    const second = await scene.store.rotateSecret(id, undefined, 24, 'admin-1');
    const both = (await deliver(20)).at(-1);
    expect(both && verifies(first, both) && verifies(second, both)).toBe(true);
    expect((await scene.view(id)).secrets).toHaveLength(2);
    const third = await scene.store.rotateSecret(id, undefined, 0, 'admin-1');
    const last = (await deliver(20)).at(-1);
    expect(last && verifies(third, last)).toBe(true);
    expect(last && (verifies(first, last) || verifies(second, last))).toBe(false);
    expect(last?.headers['webhook-signature']).not.toContain(' ');
  });

  it('has not more than three secrets at once: the oldest goes', async () => {
    const { id, secret: first } = await scene.webhook(receiver.url, { after: await endNow() });
    const secrets = [first];
    for (let n = 1; n <= 3; n++) {
      secrets.push(await scene.store.rotateSecret(id, undefined, 24, 'admin-1'));
    }
    await scene.write(1, 1);
    scene.process();
    await scene.delivered(id);
    const [received] = receiver.received;
    const signing = secrets.map((secret) => received !== undefined && verifies(secret, received));
    expect(signing).toEqual([false, true, true, true]);
  });

  it('can make an event unwanted that the receiver cannot take', async () => {
    const { id } = await scene.webhook(receiver.url, { after: await endNow() });
    const [stream] = await scene.write(1, 1);
    await scene.append(stream, {
      type: 'TicketPrioritised',
      data: { priority: 'high', previousPriority: 'normal' },
    });
    receiver.behavesLike(({ type }) => (type.includes('Commented') ? 500 : 200));
    const { runner } = scene.process(unending(10));
    await eventually('it was refused', () => receiver.received.length > 3);
    await scene.store.amend(id, undefined, { types: ['TicketPrioritised'] }, 'admin-1');
    runner.look();
    await scene.delivered(id);
    expect(receiver.accepted.map(({ type }) => type)).toEqual(['gongdan.TicketPrioritised.v1']);
  });
});

describe('the delivery log', () => {
  it('shows every attempt, and when the next was due', async () => {
    const after = await endNow();
    const { id } = await scene.webhook(receiver.url, { after });
    await scene.write(1, 1);
    const answers = [500, 'reset', 302, 204] as const;
    receiver.behavesLike(() => answers[receiver.received.length - 1] ?? 204);
    scene.process();
    await scene.delivered(id);
    const lines = await scene.store.deliveries(id, { before: undefined, limit: 10, failed: false });
    expect(lines.map(({ attempt, statusCode, error }) => [attempt, statusCode, error])).toEqual([
      [4, 204, null],
      [3, 302, 'redirects are not followed'],
      [2, null, expect.stringMatching(/ECONNRESET|hang up/)],
      [1, 500, 'answered 500'],
    ]);
    for (const line of lines) {
      expect(line.position).toBe(after + 1);
      expect(line.nextAttemptAt === null).toBe(line.attempt === 4);
      expect(Math.abs(Date.parse(line.sentAt) - Date.now())).toBeLessThan(60_000);
      expect(line.durationMs).toBeGreaterThanOrEqual(0);
    }
  });

  it('keeps the newest lines only', async () => {
    const { pool } = scene.test.engine;
    const { id } = await scene.webhook(receiver.url);
    await pool.query(
      `INSERT INTO gongdan.webhook_delivery
         (webhook_id, event_id, event_type, attempt, sent_at, duration_ms)
       SELECT $1, n, 'x', 1, clock_timestamp(), 0 FROM generate_series(1, $2::int) n`,
      [id, DELIVERIES_KEPT_MAX],
    );
    const ends = async () => {
      const { rows } = await pool.query<{ count: string; first: string }>(
        `SELECT count(*), min(event_id::int) AS first FROM gongdan.webhook_delivery
          WHERE webhook_id = $1`,
        [id],
      );
      return [Number(rows[0]?.count), Number(rows[0]?.first)];
    };
    await pruneDeliveries(pool, id, DELIVERIES_KEPT_MAX);
    expect(await ends()).toEqual([DELIVERIES_KEPT_MAX, 1]);
    await pool.query(
      `INSERT INTO gongdan.webhook_delivery
         (webhook_id, event_id, event_type, attempt, sent_at, duration_ms)
       VALUES ($1, '99999', 'x', 1, clock_timestamp(), 0)`,
      [id],
    );
    await pruneDeliveries(pool, id, DELIVERIES_KEPT_MAX);
    expect(await ends()).toEqual([DELIVERIES_KEPT_MAX, 2]);
  });
});
