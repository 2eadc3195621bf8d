import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { armFaultPoint, streamName, type FaultPoint } from '@gongdan/core';
import { policyConsumer, type Consumer, type Policy } from '@gongdan/event-feed';
import type { EventStore } from '@gongdan/event-store';
import { PATIENCE_MS, recorder, remark } from '../../libs/event-feed/testing/feed-harness.js';
import { CONSUMER, FeedScene, LEASE_MS, type FeedProcess } from './feed-scene.js';
import { gate } from '../../libs/event-feed/testing/gate.js';

let scene: FeedScene;
let disarm: () => void = () => undefined;
beforeEach(async () => {
  scene = await FeedScene.open();
});
afterEach(async () => {
  disarm();
  await scene.dispose();
});

const EVENTS = 40;
const HOW = ['kill', 'throw', 'stall'] as const;
type How = (typeof HOW)[number];

/** Strikes at the second time that the point is passed, and never again. `stall`: as SIGSTOP does. */
function arm(point: FaultPoint, how: How, victim: FeedProcess) {
  const hit = gate();
  const goOn = gate();
  let times = 0;
  disarm = armFaultPoint(point, async () => {
    times += 1;
    if (times !== 2) return;
    hit.open();
    if (how === 'kill') await victim.kill();
    if (how === 'throw') throw new Error(`planted at ${point}`);
    victim.sleeper.fallAsleep();
    await goOn.opened;
    victim.sleeper.wakeUp();
  });
  return { hit: hit.opened, goOn: goOn.open };
}

/** One process works until the fault, another one takes over; answers when all events are settled. */
async function live(point: FaultPoint, how: How, makeConsumer: (worker: string) => Consumer) {
  const [victim, successor] = [scene.process(), scene.process()];
  const fault = arm(point, how, victim);
  await victim.feed.add(makeConsumer('victim'));
  await victim.feed.start();
  const first = await scene.write(2);
  await successor.feed.waitFor(CONSUMER, first, LEASE_MS / 2); // unless it was hit already
  await scene.write(EVENTS / 2, 2);
  await fault.hit;
  await successor.feed.add(makeConsumer('successor'));
  await successor.feed.start();
  const { name } = makeConsumer('');
  const last = await scene.write(EVENTS / 2 - 6, EVENTS / 2 + 2);
  expect(await successor.feed.waitFor(name, last, PATIENCE_MS)).toBe(true);
  fault.goOn(); // who was stopped wakes up and finds itself replaced
  const further = await scene.write(4, EVENTS - 4);
  expect(await successor.feed.waitFor(name, further, PATIENCE_MS)).toBe(true);
}

describe('a feed that is hit at its worst moments', () => {
  const POINTS = ['feed.after-rows-before-checkpoint', 'feed.after-commit'] as const;
  it.each(POINTS.flatMap((point) => HOW.map((how) => [point, how] as const)))(
    'has every effect once and in order: %s, %s',
    async (point, how) => {
      await live(point, how, (worker) => recorder(CONSUMER, { worker, batchEventsMax: 5 }));
      expect(await scene.contradictions()).toEqual([]);
      expect(await scene.effects()).toHaveLength(EVENTS);
    },
  );

  it.each(HOW)(
    'parks a poisoned event once, with its followers: feed.before-park, %s',
    async (how) => {
      const poisoned = new Set(['4', '9']); // on streams 0 and 1, in the first batches
      const poisonable = (worker: string): Consumer => {
        const consumer = recorder(CONSUMER, { worker, batchEventsMax: 5 });
        return {
          ...consumer,
          handle: async (events, transaction) => {
            await consumer.handle(events, transaction);
            const bad = events.find(({ data }) => poisoned.has(String(data['text'])));
            if (bad) throw new TypeError(`cannot read ${bad.position}`);
          },
        };
      };
      await live('feed.before-park', how, poisonable);
      expect(await scene.contradictions()).toEqual([]);
      const parked = new Set(
        (await scene.process().feed.deadLetters()).map(({ stream }) => stream),
      );
      expect(parked).toEqual(new Set(scene.streams.slice(0, 2)));
      const texts = (await scene.effects()).map(({ text }) => text);
      expect(texts).toHaveLength(EVENTS / 2 + 1 + 2);
    },
  );

  it.each(HOW)(
    'has a policy’s command take effect once: policy.after-command-before-checkpoint, %s',
    async (how) => {
      const consumer = (): Consumer => ({
        ...policyConsumer(answerEveryRemark(scene.store)),
        name: CONSUMER,
        batchEventsMax: 5,
      });
      await live('policy.after-command-before-checkpoint', how, consumer);
      const { events } = await scene.store.readLog({ after: 0 });
      const answers = events.filter(({ stream }) => stream.startsWith('complaint-'));
      const causes = answers.map(({ causationId }) => causationId);
      expect(new Set(causes).size).toBe(causes.length);
      expect(causes).toHaveLength(EVENTS);
    },
  );
});

/** Its command is keyed by the reaction, as policies’ commands are. */
const answerEveryRemark = (store: EventStore): Policy => ({
  name: 'answer-every-remark',
  types: ['TicketCommented'],
  async react(event, reaction) {
    const key = reaction.keyFor('answer');
    const result = await store.append({
      writes: [
        {
          stream: streamName('complaint', event.id),
          expected: 'any',
          events: [{ ...remark(''), type: 'ComplaintOpened', causationId: event.id }],
        },
      ],
      command: { key, fingerprint: 'ab'.repeat(32), outcome: null },
    });
    if (result.status === 'conflict' || result.status === 'key-reused')
      throw new Error(result.status);
  },
});
