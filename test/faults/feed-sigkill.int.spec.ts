import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FaultPoint, RecordedEvent } from '@gongdan/core';
import { createEffectTable, effectsOf } from '../../libs/event-feed/testing/feed-harness.js';
import {
  openReadSide,
  PATIENCE_MS,
  type ReadSide,
} from '../../libs/projections/testing/read-side.js';
import { ticketSheet } from '../../libs/projections/testing/ticket-sheet.js';
import { FeedWorker, RECORDER } from './feed-worker.js';

/** Where processes kill themselves, and at which passing. */
const DEATHS: readonly (readonly [FaultPoint, number])[] = [
  ['feed.after-rows-before-checkpoint', 3],
  ['feed.after-commit', 2],
  ['policy.after-command-before-checkpoint', 5],
  ['rebuild.after-batch', 1],
  ['rebuild.before-swap', 1],
  ['rebuild.after-swap', 1],
];

let side: ReadSide;
beforeAll(async () => {
  side = await openReadSide('plain on postgres');
  await createEffectTable(side.pool);
});
afterAll(() => side.dispose());

async function wholeLog(): Promise<readonly RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for (;;) {
    const page = await side.store.readLog({ after: events.at(-1)?.position ?? 0 });
    if (page.events.length === 0) return events;
    events.push(...page.events);
  }
}

/** Nobody is killed any more: one process finishes the work. */
async function finish(): Promise<void> {
  const worker = FeedWorker.start(side.url, 'last');
  await worker.untilReady();
  const looker = side.process();
  await looker.runner.add(ticketSheet);
  const consumers = [RECORDER, 'policy:answer-every-registration', 'projection:ticket-sheet'];
  let last: number;
  do {
    last = await side.store.lastPosition();
    for (const consumer of consumers) {
      expect(await looker.feed.waitFor(consumer, last, PATIENCE_MS)).toBe(true);
    }
  } while (last !== (await side.store.lastPosition())); // the policy’s own events came after
  await worker.end();
}

async function expectEverythingOnce(): Promise<void> {
  const log = await wholeLog();
  const positions = (await effectsOf(side.pool, RECORDER)).map(({ position }) => position);
  expect(positions).toEqual(log.map(({ position }) => position));
  const answered = log.filter(({ stream }) => stream.startsWith('complaint-'));
  const causes = answered.map(({ causationId }) => causationId);
  const registrations = log.filter(({ type }) => type === 'TicketRegistered');
  expect(new Set(causes)).toEqual(new Set(registrations.map(({ id }) => id)));
  expect(causes).toHaveLength(registrations.length);
  const looker = side.process();
  await looker.runner.add(ticketSheet);
  expect(await looker.runner.check('ticket-sheet')).toMatchObject({
    differenceCount: 0,
    unfolded: 0,
  });
  expect(await looker.feed.deadLetters()).toEqual([]);
}

describe('processes of the read side that are killed and stopped', () => {
  it('lose and repeat nothing, whatever they were doing', async () => {
    let seed = 1;
    for (const [point, times] of DEATHS) {
      const worker = FeedWorker.start(side.url, point, [point, times]);
      await worker.untilReady();
      worker.rebuild();
      for (let round = 0; round < 100 && worker.isAlive; round++) {
        await side.desk.work({ tickets: 5, events: 20, seed: seed++ });
        await Promise.race([worker.gone, new Promise((resolve) => setTimeout(resolve, 20))]);
      }
      await worker.gone; // it did die there
    }
    await finish();
    await expectEverythingOnce();
  }, 60_000);

  it('move nothing after they were stopped for longer than their lease', async () => {
    const [sleepy, awake] = ['sleepy', 'awake'].map((name) => FeedWorker.start(side.url, name));
    await sleepy?.untilReady();
    await awake?.untilReady();
    for (let seed = 1_000; seed < 1_006; seed++) {
      const [victim, other] = seed % 2 === 0 ? [sleepy, awake] : [awake, sleepy];
      await side.desk.work({ tickets: 5, events: 200, seed });
      victim?.signal('SIGSTOP');
      const last = await side.desk.work({ tickets: 5, events: 50, seed: seed + 500 });
      const looker = side.process().feed;
      expect(await looker.waitFor(RECORDER, last, PATIENCE_MS)).toBe(true);
      victim?.signal('SIGCONT');
      other?.signal('SIGCONT');
    }
    await sleepy?.end();
    await awake?.end();
    await finish();
    await expectEverythingOnce();
  }, 60_000);
});
