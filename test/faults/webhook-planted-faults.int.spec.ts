import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { armFaultPoint, plantFault, type PlantedFault } from '@gongdan/core';
import { gate } from '../../libs/event-feed/testing/gate.js';
import { positionsByStream, Receiver } from '../../libs/subscription/webhook/testing/receiver.js';
import { eventually } from '../setup/eventually.js';
import { WebhookScene } from '../setup/webhook-scene.js';

let scene: WebhookScene;
let receiver: Receiver;
let disarm = (): void => undefined;
beforeAll(async () => {
  scene = await WebhookScene.open();
});
afterEach(async () => {
  plantFault(undefined);
  disarm();
  await receiver.close();
});
afterAll(() => scene.close());

/** A fresh webhook for what is written next. */
async function begin(): Promise<{ readonly id: string; readonly after: number }> {
  await scene.removeAll();
  receiver = await Receiver.open(() => 204);
  const after = await scene.test.engine.store.lastPosition();
  const { id } = await scene.webhook(receiver.url, { after });
  return { id, after };
}

/** What is missing, and where a stream’s first acceptances went back. */
function contradictions(after: number, count: number): readonly string[] {
  const seen = new Set<string>();
  const first = receiver.accepted.filter(({ id }) => !seen.has(id) && seen.add(id));
  const positions = new Set(first.map(({ position }) => position - after));
  const missing = Array.from({ length: count }, (_, n) => n + 1)
    .filter((position) => !positions.has(position))
    .map((position) => `event ${position} never came`);
  const unordered = Object.entries(positionsByStream(first))
    .filter(([, came]) => came.some((position, n) => position < (came[n - 1] ?? 0)))
    .map(([stream]) => `${stream} is out of order`);
  return [...missing, ...unordered];
}

/** The database goes away in the middle of writing down what was read. */
async function failingWhileReading(): Promise<readonly string[]> {
  const { id, after } = await begin();
  let failures = 0;
  disarm = armFaultPoint('webhook.after-position-before-pending', () => {
    if (++failures === 1) throw new Error('connection terminated');
  });
  await scene.write(20, 4);
  scene.process();
  await scene.delivered(id);
  return contradictions(after, 20);
}

async function refusingTheFirst(): Promise<readonly string[]> {
  const { id, after } = await begin();
  receiver.behavesLike(({ streamversion }) =>
    streamversion === 1 && receiver.received.length < 10 ? 500 : 200,
  );
  await scene.write(20, 2);
  scene.process();
  await scene.delivered(id);
  return contradictions(after, 20);
}

/** A process sleeps past its lease with a delivery in hand, whose answer it then wants to record. */
async function sleepingPastTheLease(): Promise<readonly string[]> {
  const { id } = await begin();
  const [resumed, sent] = [gate(), gate()];
  let passed = 0;
  disarm = armFaultPoint('webhook.after-post-before-record', async () => {
    if (++passed > 1) return;
    sent.open();
    await resumed.opened;
  });
  await scene.write(1, 1);
  const sleepy = scene.process();
  await sent.opened;
  sleepy.sleeper.fallAsleep();
  scene.process();
  await scene.delivered(id);
  resumed.open();
  sleepy.sleeper.wakeUp();
  await sleepy.runner.stop();
  const page = { before: undefined, limit: 10, failed: false };
  await eventually(
    'it is recorded',
    async () => (await scene.store.deliveries(id, page)).length > 0,
  );
  const lines = await scene.store.deliveries(id, page);
  return lines.length === 1 ? [] : [`${lines.length} records of one delivery`];
}

const SCENES: readonly [PlantedFault, () => Promise<readonly string[]>, RegExp][] = [
  ['webhook.position-before-pending', failingWhileReading, /never came/],
  ['webhook.followers-pass-failing-event', refusingTheFirst, /is out of order/],
  ['webhook.record-without-fence', sleepingPastTheLease, /2 records/],
];

describe('planted faults of webhooks', () => {
  it.each(SCENES)('%s is caught, and without it nothing is found', async (fault, play, finding) => {
    expect(await play()).toEqual([]);
    disarm();
    await receiver.close();
    plantFault(fault);
    expect((await play()).join('\n')).toMatch(finding);
  });
});
