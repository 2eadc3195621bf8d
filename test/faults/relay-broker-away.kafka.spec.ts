import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { recorder } from '../../libs/event-feed/testing/feed-harness.js';
import { startKafka, type KafkaBroker } from '../../tools/kafka/broker.mjs';
import { CONSUMER, RelayScene } from './relay-scene.js';

/** A stop that waits for a broker’s answer would take a minute and more. */
const STOP_MS_MAX = 6_000;
const KILLS = 2;
const WRITE_PAUSE_MS = 20;

let broker: KafkaBroker;
let scene: RelayScene;
const unheard: unknown[] = [];
const hear = (error: unknown): void => void unheard.push(error);
beforeAll(async () => {
  process.on('unhandledRejection', hear);
  broker = await startKafka();
  scene = await RelayScene.open({ brokers: broker.brokers });
}, 120_000);
afterAll(async () => {
  await scene.dispose();
  await broker.stop();
  process.off('unhandledRejection', hear);
}, 60_000);

/** Writes on, a little at a time, as callers would, while `work` is done; answers the last position. */
async function underLoad(work: () => Promise<void>): Promise<number> {
  let isOver = false;
  const writing = (async () => {
    for (;;) {
      const last = await scene.write(2);
      if (isOver) return last;
      await new Promise((resolve) => setTimeout(resolve, WRITE_PAUSE_MS));
    }
  })();
  try {
    await work();
  } finally {
    isOver = true;
    await writing;
  }
  return writing;
}

async function reached(position: number): Promise<void> {
  await scene.published(position);
  await scene.until(`effects up to ${position}`, async () => {
    return ((await scene.effects()).at(-1) ?? 0) >= position;
  });
}

async function expectEverythingOnce(): Promise<void> {
  expect(await scene.contradictions()).toEqual([]);
  const positions = (await scene.log()).map(({ position }) => position);
  expect(await scene.effects()).toEqual(positions);
  expect(unheard).toEqual([]);
}

describe('with a broker that is killed, a relay and a feed', () => {
  it('lose and repeat nothing under load, and go on by themselves when it is back', async () => {
    const relay = scene.relay();
    const notes: string[] = [];
    const feed = scene.feed(notes);
    await feed.add(recorder(CONSUMER, { from: 'start' }));
    await feed.start();
    const last = await underLoad(async () => {
      for (let kill = 1; kill <= KILLS; kill++) {
        await reached(await scene.store.lastPosition());
        await broker.kill();
        await scene.until('the relay says so', () =>
          relay.notices.some(({ message }) => message.startsWith('The broker cannot be reached')),
        );
        await broker.restart();
      }
    });
    await reached(last);
    await expectEverythingOnce();
    const [line] = await feed.status();
    expect(line).toMatchObject({ lagEvents: 0, state: 'live' });
  }, 120_000);

  it('go on by themselves when all connections to the database are cut under load', async () => {
    const last = await underLoad(async () => {
      for (let cut = 0; cut < 5; cut++) {
        const before = (await scene.state.standing())?.position ?? 0;
        await scene.pool.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid()`,
        );
        await scene.published(before + 1);
      }
    });
    await reached(last);
    await expectEverythingOnce();
  }, 60_000);

  it.each(['killed', 'frozen'] as const)(
    'stop within seconds while it is %s',
    async (how) => {
      const victims = [scene.relay(), scene.feed()] as const;
      await victims[1].start();
      await scene.until('the reader runs', async () => (await scene.groups()) >= 2);
      if (how === 'killed') await broker.kill();
      else process.kill(broker.pid ?? Number.NaN, 'SIGSTOP');
      try {
        await scene.write(10); // that something is on its way
        const begin = performance.now();
        await Promise.all(victims.map((victim) => victim.stop()));
        expect(performance.now() - begin).toBeLessThan(STOP_MS_MAX);
      } finally {
        if (how === 'killed') await broker.restart();
        else process.kill(broker.pid ?? Number.NaN, 'SIGCONT');
      }
      await reached(await scene.store.lastPosition());
      await expectEverythingOnce();
    },
    60_000,
  );
});
