import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { plantFault, type PlantedFault } from '@gongdan/core';
import type { Consumer } from '@gongdan/event-feed';
import { PATIENCE_MS, recorder } from '../../libs/event-feed/testing/feed-harness.js';
import { eventually } from '../setup/eventually.js';
import { CONSUMER, FeedScene } from './feed-scene.js';
import { gate } from '../../libs/event-feed/testing/gate.js';

let scene: FeedScene;
beforeEach(async () => {
  scene = await FeedScene.open();
});
afterEach(async () => {
  plantFault(undefined);
  await scene.dispose();
});

/** Handling fails now and then, by nobody’s fault, after the rows were written. */
async function failingNowAndThen(): Promise<readonly string[]> {
  const { feed } = scene.process();
  const consumer = recorder(CONSUMER, { batchEventsMax: 3 });
  let batches = 0;
  await feed.add({
    ...consumer,
    handle: async (events, transaction) => {
      await consumer.handle(events, transaction);
      if (++batches % 2 === 1) throw Object.assign(new Error('deadlock'), { code: '40P01' });
    },
  });
  await feed.start();
  await feed.waitFor(CONSUMER, await scene.write(20), PATIENCE_MS);
  return scene.contradictions();
}

/** A process sleeps past its lease with a batch in hand and wakes up after another one did the work. */
async function sleepingPastTheLease(): Promise<readonly string[]> {
  const [sleepy, awake] = [scene.process(), scene.process()];
  const [asleep, resumed, done] = [gate(), gate(), gate()];
  const consumer = recorder(CONSUMER, { worker: 'sleepy' });
  let slept = false;
  await sleepy.feed.add({
    ...consumer,
    prepare: async () => {
      if (slept) return;
      slept = true;
      sleepy.sleeper.fallAsleep();
      asleep.open();
      await resumed.opened;
    },
    afterCommit: done.open,
  });
  await sleepy.feed.start();
  const first = await scene.write(1);
  await asleep.opened;
  await awake.feed.add(recorder(CONSUMER, { worker: 'awake' }));
  await awake.feed.start();
  expect(await awake.feed.waitFor(CONSUMER, first, PATIENCE_MS)).toBe(true);
  resumed.open();
  sleepy.sleeper.wakeUp();
  const surrendered = eventually('it gives way', async () => {
    const [line] = await sleepy.feed.status();
    return line?.position === first && line.state === 'live';
  });
  await Promise.race([done.opened, surrendered]);
  const last = await scene.write(10, 1);
  await awake.feed.waitFor(CONSUMER, last, PATIENCE_MS);
  await sleepy.feed.stop();
  await awake.feed.stop();
  return scene.contradictions();
}

/** One stream is poisoned; its later events must wait behind, in letters. */
async function poisonedStream(): Promise<readonly string[]> {
  const { feed } = scene.process();
  const consumer = recorder(CONSUMER, { batchEventsMax: 6 });
  const choking: Consumer = {
    ...consumer,
    handle: async (events, transaction) => {
      await consumer.handle(events, transaction);
      if (events.some(({ data }) => data['text'] === '5')) throw new TypeError('poison');
    },
  };
  await feed.add(choking);
  await feed.start();
  await feed.waitFor(CONSUMER, await scene.write(20), PATIENCE_MS);
  const sick = scene.streams[1] ?? '';
  const after = (await scene.effects())
    .filter(({ stream, text }) => stream === sick && Number(text) > 5)
    .map(({ text }) => `event ${text} passed its stream's poisoned one`);
  const letters = await feed.deadLetters({ consumer: CONSUMER });
  const lost = letters.some(({ reason }) => reason === 'poison') ? [] : ['no letter of the poison'];
  return [...after, ...lost, ...(await scene.contradictions())];
}

const SCENES: readonly [PlantedFault, () => Promise<readonly string[]>, RegExp][] = [
  ['feed.checkpoint-before-rows', failingNowAndThen, /: 0 effects/],
  ['feed.checkpoint-without-fence', sleepingPastTheLease, /: 2 effects/],
  ['feed.skip-poisoned-event', poisonedStream, /no letter of the poison/],
  ['feed.followers-pass-parked-stream', poisonedStream, /passed its stream/],
];

describe('planted faults of the feed', () => {
  it.each(SCENES)('%s is caught, and without it nothing is found', async (fault, play, finding) => {
    expect(await play()).toEqual([]);
    await scene.dispose();
    scene = await FeedScene.open();
    plantFault(fault);
    expect((await play()).join('\n')).toMatch(finding);
  });
});
