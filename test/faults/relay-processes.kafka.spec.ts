import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FaultPoint } from '@gongdan/core';
import { fromKafkaRecord } from '@gongdan/contracts';
import { KafkaWorker } from './kafka-worker.js';
import { RelayScene } from './relay-scene.js';

/** What a relay promises with the settings it has by itself. */
const TAKEOVER_MS_MAX = 5_000;
/** Processes take their time to start, where all are started at once. */
const TEST_MS_MAX = 120_000;

/** Where a relay kills itself, and at which passing. */
const DEATHS: readonly (readonly [FaultPoint, number])[] = [
  ['relay.before-send', 3],
  ['relay.after-send-before-checkpoint', 4],
  ['relay.after-checkpoint-before-watermark', 2],
];

let scene: RelayScene;
let doomed: KafkaWorker[];
let survivors: KafkaWorker[];
const readers: KafkaWorker[] = [];
beforeAll(async () => {
  scene = await RelayScene.open({ log: 'postgres' });
  const relay = (name: string, fault: { fault?: (typeof DEATHS)[number] } = {}) =>
    KafkaWorker.start(scene, { role: 'relay', name, ...fault });
  doomed = DEATHS.map((fault) => relay(fault[0], { fault }));
  survivors = [relay('one'), relay('two')];
  for (const survivor of survivors) {
    await survivor.says('loaded');
    survivor.signal('SIGSTOP'); // until the others are dead
  }
}, TEST_MS_MAX);
afterAll(async () => {
  await Promise.all([...doomed, ...survivors, ...readers].map((worker) => worker.end()));
  await scene.dispose();
});

/** Writes a few events again and again until it is over. */
async function writeUntil(over: Promise<unknown>): Promise<void> {
  const goOn = new Set(['until it is over']);
  void over.then(() => goOn.clear());
  while (goOn.size > 0) await scene.write(5);
}

const isActive = ({ notices }: KafkaWorker): boolean =>
  notices.findLast((notice) => /^(active|fenced)/.test(notice))?.startsWith('active') ?? false;

describe('processes with a relay', () => {
  it(
    'leave nothing out when they are killed, and are followed by a standby within five seconds',
    async () => {
      await writeUntil(Promise.all(doomed.map(({ gone }) => gone)));
      const diedAt = performance.now();
      for (const survivor of survivors) survivor.signal('SIGCONT');
      await scene.published(await scene.write(5));
      expect(performance.now() - diedAt).toBeLessThan(TAKEOVER_MS_MAX);
      expect(await scene.contradictions()).toEqual([]);
      const { watermarks } = scene.topics.topics;
      const events = (await scene.records())
        .filter(({ topic }) => topic !== watermarks)
        .map(({ message }) => fromKafkaRecord(message.value, message.headers ?? {}));
      expect(events.length).toBeGreaterThan((await scene.log()).length); // one died between the two
      expect(new Set(events.map(({ epoch }) => epoch)).size).toBeGreaterThan(1);
    },
    TEST_MS_MAX,
  );

  it(
    'move nothing when they were stopped past their lease under load and are continued',
    async () => {
      for (let round = 1; round <= 2; round++) {
        await scene.until('one is active', () => survivors.filter(isActive).length === 1);
        const [active, standby] = survivors.toSorted((a) => (isActive(a) ? -1 : 1));
        if (active === undefined || standby === undefined) throw new Error('both are there');
        const before = (await scene.state.standing())?.epoch ?? 0;
        const writing = writeUntil(scene.until('it took over', () => isActive(standby)));
        active.signal('SIGSTOP'); // in the middle of whatever it does
        await writing;
        await scene.published(await scene.write(5));
        const standing = await scene.state.standing();
        expect(standing?.epoch).toBe(before + 1);
        active.signal('SIGCONT');
        await scene.until('it knows', () => !isActive(active));
        expect(await scene.state.standing()).toEqual({ ...standing, held: true });
      }
      await scene.published(await scene.write(5));
      expect(await scene.contradictions()).toEqual([]);
    },
    TEST_MS_MAX,
  );
});

describe('processes with read models', () => {
  it(
    'repeat and leave out no effect when one is stopped past its lease and continued',
    async () => {
      for (const name of ['one', 'two']) {
        readers.push(KafkaWorker.start(scene, { role: 'feed', name, leaseMs: 800 }));
      }
      await Promise.all(readers.map((reader) => reader.says('loaded')));
      const reached = (position: number) =>
        scene.until(
          `effects to ${position}`,
          async () => (await scene.effects()).length >= position,
        );
      await reached(await scene.write(20));
      for (const victim of readers) {
        victim.signal('SIGSTOP');
        await reached(await scene.write(40)); // by the other one, if need be
        victim.signal('SIGCONT');
        await reached(await scene.write(20));
      }
      expect(readers.every(({ isAlive }) => isAlive)).toBe(true);
      const positions = (await scene.log()).map(({ position }) => position);
      expect(await scene.effects()).toEqual(positions);
    },
    TEST_MS_MAX,
  );
});
