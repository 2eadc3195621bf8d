import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startKafka, type KafkaBroker } from '../../tools/kafka/broker.mjs';
import { CONSUMER, RelayScene } from './relay-scene.js';

/** A stop that waits for a broker’s answer would take a minute and more. */
const STOP_MS_MAX = 6_000;
const WRITE_PAUSE_MS = 20;

let broker: KafkaBroker;
let scene: RelayScene;
const running: { stop(): Promise<void> }[] = [];
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

async function expectEverythingOnce(): Promise<void> {
  await scene.published(await scene.store.lastPosition());
  await scene.reached();
  expect(await scene.contradictions()).toEqual([]);
  expect(await scene.effects()).toEqual(await scene.positions());
  expect(unheard).toEqual([]);
}

/** One relay (it stands by) and one reader more, both running. */
async function extras(): Promise<readonly { stop(): Promise<void> }[]> {
  const before = (await scene.groups()).length;
  const more = [scene.relay(), await scene.reading({}, 'test:extra')];
  await scene.until('it reads, too', async () => (await scene.groups()).length > before);
  return more;
}

/** How long they take to stop. */
async function stopMs(them: readonly { stop(): Promise<void> }[]): Promise<number> {
  const begin = performance.now();
  await Promise.all(them.map((it) => it.stop()));
  return performance.now() - begin;
}

describe('with a broker that is away, a relay and a feed', () => {
  it('lose and repeat nothing under load, go on by themselves when it is back, and stop within seconds meanwhile', async () => {
    const relay = scene.relay();
    const feed = await scene.reading();
    running.push(relay, feed);
    const more = await extras();
    await underLoad(async () => {
      await scene.published(1);
      await broker.kill();
      await scene.until('the relay says so', () =>
        relay.notices.some(({ message }) => message.startsWith('The broker cannot be reached')),
      );
      expect(await stopMs(more)).toBeLessThan(STOP_MS_MAX);
      await broker.restart();
    });
    await expectEverythingOnce();
    expect(await feed.status()).toMatchObject([
      {},
      { name: CONSUMER, lagEvents: 0, state: 'live' },
    ]);
  }, 120_000);

  it('go on by themselves when all connections to the database are cut under load', async () => {
    await underLoad(async () => {
      for (let cut = 0; cut < 5; cut++) {
        const before = (await scene.state.standing())?.position ?? 0;
        await scene.pool.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid()`,
        );
        await scene.published(before + 1);
      }
    });
    await expectEverythingOnce();
  }, 60_000);

  it('stop within seconds while it does not answer, with a send on its way', async () => {
    const them = [...running.splice(0), ...(await extras())];
    process.kill(broker.pid ?? Number.NaN, 'SIGSTOP');
    try {
      await scene.write(10);
      expect(await stopMs(them)).toBeLessThan(STOP_MS_MAX);
    } finally {
      process.kill(broker.pid ?? Number.NaN, 'SIGCONT');
    }
    scene.relay();
    await scene.reading();
    await expectEverythingOnce();
  }, 60_000);
});
