import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { fromKafkaRecord } from '@gongdan/contracts';
import { armFaultPoint, type FaultPoint } from '@gongdan/core';
import { Partitioners } from 'kafkajs';
import { TEST_PARTITIONS } from '../../libs/event-feed/kafka/testing/test-topics.js';
import { gate } from '../../libs/event-feed/testing/gate.js';
import { RelayScene } from './relay-scene.js';

let scene: RelayScene;
let disarm: () => void = () => undefined;
beforeEach(async () => {
  scene = await RelayScene.open();
});
afterEach(async () => {
  disarm();
  await scene.dispose();
});

const POINTS: readonly FaultPoint[] = [
  'relay.before-send',
  'relay.after-send-before-checkpoint',
  'relay.after-checkpoint-before-watermark',
];
const EVENTS = 60;

/** Does so when the point is passed for the second time, and never again. */
function atSecondPassing(point: FaultPoint, what: () => Promise<void>): void {
  let times = 0;
  disarm = armFaultPoint(point, async () => {
    if (++times === 2) await what();
  });
}

describe('a relay', () => {
  it('publishes every event once and in order, each stream in its partition, with its epoch', async () => {
    await scene.write(EVENTS / 2);
    const relay = scene.relay();
    await scene.published(await scene.write(EVENTS / 2));
    expect(await scene.contradictions()).toEqual([]);
    const { all, watermarks } = scene.topics.topics;
    const records = (await scene.records()).filter(({ topic }) => topic !== watermarks);
    expect(records).toHaveLength(EVENTS);
    const murmur = Partitioners.DefaultPartitioner();
    const partitionMetadata = Array.from({ length: TEST_PARTITIONS }, (_, partitionId) => ({
      partitionId,
    })) as never;
    for (const { topic, partition, message } of records) {
      const { event, epoch } = fromKafkaRecord(message.value, message.headers ?? {});
      expect(epoch).toBe(relay.relay.epoch);
      expect(topic).toBe(scene.topics.topics.of(event.stream));
      expect(murmur({ topic, partitionMetadata, message })).toBe(partition);
    }
    expect(all.length).toBeGreaterThan(new Set(records.map(({ topic }) => topic)).size); // idle ones, too
  });

  it.each(POINTS)(
    'leaves nothing out and repeats only what can be told when it fails: %s',
    async (point) => {
      atSecondPassing(point, () => Promise.reject(new Error(`planted at ${point}`)));
      const relay = scene.relay();
      await scene.published(await scene.write(EVENTS / 2));
      await scene.published(await scene.write(EVENTS / 2));
      await scene.until('it failed', () => relay.notices.some(({ kind }) => kind === 'retrying'));
      expect(await scene.contradictions()).toEqual([]);
      expect(await scene.state.standing()).toMatchObject({ epoch: 2, held: true });
    },
  );

  it.each(POINTS)(
    'moves nothing when it was stopped past its lease and wakes up: %s',
    async (point) => {
      const [asleep, resumed] = [gate(), gate()];
      const sleepy = scene.relay();
      atSecondPassing(point, async () => {
        sleepy.sleeper.fallAsleep();
        asleep.open();
        await resumed.opened;
        sleepy.sleeper.wakeUp();
      });
      await scene.published(await scene.write(10));
      const last = await scene.write(EVENTS / 2);
      await asleep.opened;
      const awake = scene.relay();
      await scene.published(last);
      await scene.published(await scene.write(10));
      expect(awake.relay.epoch).toBe(2);
      const before = await scene.state.standing();
      resumed.open();
      await scene.until('it gives way', () => sleepy.notices.some(({ kind }) => kind === 'fenced'));
      expect(await scene.state.standing()).toMatchObject({
        position: before?.position,
        offsets: before?.offsets,
        epoch: 2,
      });
      expect(awake.relay.epoch).toBe(2);
      expect(sleepy.relay.epoch).toBeUndefined();
      await scene.published(await scene.write(10));
      expect(await scene.contradictions()).toEqual([]);
    },
  );

  it('has what it sent and wrote down handed on, though it cannot say so any more', async () => {
    const notes: string[] = [];
    await scene.reading({ notes });
    const stuck = gate();
    const relay = scene.relay();
    await scene.published(await scene.write(10));
    await scene.reached();
    let isStuck = false;
    disarm = armFaultPoint('relay.after-checkpoint-before-watermark', () => {
      isStuck = true;
      return stuck.opened;
    });
    await scene.write(10);
    await scene.until('it is stuck', () => isStuck);
    const { position = 0 } = (await scene.state.standing()) ?? {};
    expect(position).toBeGreaterThan(10);
    await scene.until(
      'what it sent is handed on',
      async () => (await scene.effects()).length >= position,
    );
    expect(await scene.effects()).toEqual((await scene.positions()).slice(0, position));
    expect(notes).toEqual([]); // it needed no other reading, and nobody else to publish
    expect(relay.notices.map(({ kind }) => kind)).toEqual(['active']);
    stuck.open();
  });

  it('is the only one of several that is active', async () => {
    const relays = [scene.relay(), scene.relay(), scene.relay()];
    const active = () => relays.filter(({ relay }) => relay.epoch !== undefined);
    await scene.published(await scene.write(10));
    expect(active()).toHaveLength(1);
    for (let round = 0; round < 2; round++) {
      const [first] = active();
      await first?.stop();
      relays.splice(
        relays.findIndex((one) => one === first),
        1,
      );
      await scene.published(await scene.write(10));
      expect(active()).toHaveLength(1);
    }
    expect((await scene.state.standing())?.epoch).toBe(3);
    expect(await scene.contradictions()).toEqual([]);
  });

  it('sends large texts of one stream in records that the broker takes', async () => {
    const [stream] = scene.streams;
    if (stream === undefined) throw new Error('the scene has no streams');
    const relay = scene.relay();
    // Three bytes a character, and headers that weigh as much as the text of a small event.
    const texts = Array.from(
      { length: 1_000 },
      (_, n) => `${n}${'工'.repeat(n === 0 ? 300_000 : 900)}`,
    );
    for (let from = 0; from < texts.length; from += 500) {
      await scene.remarks(stream, texts.slice(from, from + 500));
    }
    await scene.published(texts.length);
    expect(relay.notices.map(({ kind }) => kind)).toEqual(['active']);
    expect(await scene.contradictions()).toEqual([]);
  });
});
