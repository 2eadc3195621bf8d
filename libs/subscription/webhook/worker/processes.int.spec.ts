import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { armFaultPoint, type FaultPoint } from '@gongdan/core';
import { eventually } from '../../../../test/setup/eventually.js';
import { seededRandom } from '../../../../test/setup/random.js';
import { spawnTypescript, type SpawnedProgram } from '../../../../test/setup/spawned-program.js';
import { positionsByStream, Receiver } from '../testing/receiver.js';
import { WebhookScene } from '../../../../test/setup/webhook-scene.js';

const PROGRAM = join(import.meta.dirname, '../testing/webhook-process.ts');

let scene: WebhookScene;
let receiver: Receiver;
const spawned: SpawnedProgram[] = [];
const disarm: (() => void)[] = [];
beforeAll(async () => {
  scene = await WebhookScene.open();
  receiver = await Receiver.open(() => 204);
});
afterEach(async () => {
  for (const off of disarm.splice(0)) off();
  for (const program of spawned.splice(0)) await program.end('SIGKILL');
  await scene.removeAll();
  receiver.received.length = 0;
  receiver.behavesLike(() => 204);
});
afterAll(async () => {
  await scene.close();
  await receiver.close();
});

const endNow = () => scene.test.engine.store.lastPosition();

function spawnWorker(fault?: readonly [FaultPoint, number]): SpawnedProgram {
  const program = spawnTypescript(PROGRAM, {
    DATABASE: scene.test.databaseUrl,
    KEYS: scene.test.engine.keysFolder,
    SECRET_KEY: scene.keyBytes.toString('hex'),
    ...(fault === undefined ? {} : { FAULT_POINT: fault[0], TIME: String(fault[1]) }),
  });
  spawned.push(program);
  return program;
}

/** Everything after a position came; repeats have the ids of their events; each stream’s came in order. */
function expectAtLeastOnceInOrder(after: number, count: number): void {
  for (const { headers, event } of receiver.received) expect(headers['webhook-id']).toBe(event.id);
  const seen = new Set<string>();
  const first = receiver.accepted.filter(({ id }) => !seen.has(id) && seen.add(id));
  const all = first.map(({ position }) => position).toSorted((a, b) => a - b);
  expect(all).toEqual(Array.from({ length: count }, (_, n) => after + 1 + n));
  for (const [stream, positions] of Object.entries(positionsByStream(first))) {
    expect([stream, positions]).toEqual([stream, positions.toSorted((a, b) => a - b)]);
  }
}

describe('several processes', () => {
  it('work on a webhook one at a time', async () => {
    const after = await endNow();
    const { id } = await scene.webhook(receiver.url, { after });
    scene.process();
    scene.process();
    scene.process();
    await scene.write(60, 6);
    await scene.delivered(id);
    expect(receiver.received).toHaveLength(60);
    expectAtLeastOnceInOrder(after, 60);
  });

  it('share the webhooks, and take over from one that stops', async () => {
    const after = await endNow();
    const ids = [];
    for (let n = 0; n < 4; n++) ids.push((await scene.webhook(receiver.url, { after })).id);
    const one = scene.process();
    await scene.write(10, 2);
    for (const id of ids) await scene.delivered(id);
    const stopped = one.runner.stop();
    scene.process();
    await stopped;
    await scene.write(10, 2);
    for (const id of ids) await scene.delivered(id);
    expect(receiver.received).toHaveLength(80);
  });

  it('take over from one that was killed before the clock was set back', async () => {
    const after = await endNow();
    const { id } = await scene.webhook(receiver.url, { after });
    await scene.test.engine.pool.query(
      `UPDATE gongdan.webhook SET epoch = epoch + 1, lease_owner = 'killed',
              lease_until = clock_timestamp() + interval '1 hour' WHERE id = $1`,
      [id],
    );
    await scene.write(3, 1);
    scene.process();
    await scene.delivered(id);
    expectAtLeastOnceInOrder(after, 3);
  });

  it('move nothing when they wake up after their lease', async () => {
    const after = await endNow();
    const { id } = await scene.webhook(receiver.url, { after });
    const sleepy = scene.process();
    await scene.write(20, 4);
    await scene.delivered(id);
    sleepy.sleeper.fallAsleep();
    await scene.write(20, 4);
    scene.process();
    await scene.delivered(id);
    sleepy.sleeper.wakeUp();
    await scene.write(20, 4);
    await scene.delivered(id);
    expectAtLeastOnceInOrder(after, 60);
  });

  it('record nothing of a delivery that ends after their lease', async () => {
    const after = await endNow();
    const { id } = await scene.webhook(receiver.url, { after });
    await scene.write(3, 1);
    let proceed = () => {};
    const held = new Promise<void>((resolve) => (proceed = resolve));
    let holds = 0;
    disarm.push(
      armFaultPoint('webhook.after-post-before-record', async () => {
        if (++holds === 1) await held;
      }),
    );
    const sleepy = scene.process();
    await eventually('it was sent', () => receiver.received.length === 1);
    sleepy.sleeper.fallAsleep();
    scene.process();
    await scene.delivered(id);
    const lines = () => scene.store.deliveries(id, { before: undefined, limit: 50, failed: false });
    const before = await lines();
    proceed();
    sleepy.sleeper.wakeUp();
    await sleepy.runner.stop();
    expect(await lines()).toEqual(before);
    const came = receiver.accepted.map(({ position }) => position - after);
    expect(came).toEqual([1, 1, 2, 3]);
    expect(receiver.received[0]?.headers['webhook-id']).toBe(
      receiver.received[1]?.headers['webhook-id'],
    );
  });
});

describe('kill -9', () => {
  it.each<readonly [FaultPoint, number]>([
    ['webhook.after-post-before-record', 1],
    ['webhook.after-post-before-record', 17],
    ['webhook.after-position-before-pending', 1],
    ['webhook.after-position-before-pending', 2],
  ])('at %s, passed %d times, loses nothing and keeps the order', async (point, times) => {
    const random = seededRandom(times);
    receiver.behavesLike(() => (random() < 0.2 ? 500 : 200));
    const after = await endNow();
    await scene.write(150, 10);
    const { id } = await scene.webhook(receiver.url, { after });
    const victim = spawnWorker([point, times]);
    await victim.closed;
    expect(victim.child.signalCode).toBe('SIGKILL');
    spawnWorker();
    await scene.delivered(id);
    expectAtLeastOnceInOrder(after, 150);
  });

  it('again and again, at any moment, loses nothing and keeps the order', async () => {
    const random = seededRandom(11);
    receiver.behavesLike(() => (random() < 0.2 ? 'reset' : 200));
    const after = await endNow();
    await scene.write(300, 15);
    const { id } = await scene.webhook(receiver.url, { after });
    for (let kills = 1; kills <= 4; kills++) {
      const victim = spawnWorker();
      const wanted = receiver.accepted.length + 30;
      await eventually('some passed', () => receiver.accepted.length >= wanted);
      await victim.end('SIGKILL');
    }
    spawnWorker();
    await scene.delivered(id);
    expectAtLeastOnceInOrder(after, 300);
  });
});
