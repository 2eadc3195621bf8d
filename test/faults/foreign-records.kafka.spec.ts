import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { toKafkaRecord } from '@gongdan/contracts';
import type { RecordedEvent } from '@gongdan/core';
import type { Message, Producer } from 'kafkajs';
import { AHEAD_EVENTS_MAX } from '../../libs/event-feed/kafka/tail/partition-merge.js';
import { useOneWaySnappy } from './one-way-snappy.js';
import { CONSUMER, RelayScene } from './relay-scene.js';
import { plainKafka } from './topic-records.js';

const EVENTS = 30;

let scene: RelayScene;
let producer: Producer;
let notes: string[];
beforeEach(async () => {
  scene = await RelayScene.open();
  producer = plainKafka(scene.brokers).producer({ allowAutoTopicCreation: false });
  await producer.connect();
  notes = [];
  scene.relay();
  await scene.reading({ notes });
  await scene.published(await scene.write(EVENTS));
  await scene.reached();
});
afterEach(async () => {
  await producer.disconnect();
  await scene.dispose();
});

/** Into every partition of every topic that holds events, or of those given. */
async function scribble(
  messages: readonly Message[],
  topics: readonly string[] = scene.topics.topics.events,
): Promise<void> {
  const partitions = await scene.topics.broker.partitionsOf(topics);
  for (const [topic, count] of partitions) {
    for (let partition = 0; partition < count; partition++) {
      const all = messages.map((message) => ({ ...message, partition }));
      await producer.send({ topic, messages: all });
    }
  }
}

const spoken = (): string => notes.join('\n');

/** What comes afterwards has its effect once and in order, for those who read and for those who begin. */
async function expectNobodyMinds(): Promise<void> {
  await scene.write(EVENTS);
  await scene.reached();
  await scene.reading({}, 'test:new');
  await scene.reached('test:new');
  await scene.write(EVENTS);
  for (const name of [CONSUMER, 'test:new']) {
    await scene.reached(name);
    expect(await scene.effects(name)).toEqual(await scene.positions());
  }
}

/** A record as the relay would have sent it of this event. */
const forged = (event: RecordedEvent, epoch: number): Message => {
  const { key, value, headers } = toKafkaRecord(event, epoch);
  return { key, value, headers: { ...headers } };
};

const lastEvent = async (): Promise<RecordedEvent> => {
  const event = (await scene.log()).at(-1);
  if (event === undefined) throw new Error('the log is empty');
  return event;
};

/** An event as good as any, but not of the log. */
const madeUp = async (position: number): Promise<RecordedEvent> => ({
  ...(await lastEvent()),
  position,
  id: randomUUID(),
  data: { text: 'made up' },
});

describe('what somebody else writes into the topics', () => {
  it('is passed over and told where it is no event', async () => {
    const good = forged(await lastEvent(), 1);
    const without = (name: string): Message => {
      const { [name]: _gone, ...headers } = good.headers ?? {};
      return { ...good, headers };
    };
    const { headers = {} } = good;
    await scribble([
      { key: null, value: Buffer.from([0xff, 0x00, 0xfe, 0x80]) },
      { key: 'ticket-1', value: null },
      { key: 'ticket-1', value: null, headers },
      without('ce_position'),
      without('ce_epoch'),
      { ...good, headers: { ...headers, ce_position: '-1' } },
      { ...good, headers: { ...headers, ce_position: 'NaN' } },
      { ...good, headers: { ...headers, ce_type: 'com.example.thing' } },
      { ...good, headers: { ...headers, ce_id: ['a', 'b'] } },
      { ...good, value: '[1, 2' },
    ]);
    await expectNobodyMinds();
    expect(spoken()).toMatch(/foreign-records: 10 of the records in \S+ are not the relay’s\./);
    expect(spoken()).toMatch(/A Kafka record has no header ce_type/);
  });

  it('is passed over in silence where it repeats what was told, whatever its epoch', async () => {
    const event = await lastEvent();
    await scribble([forged(event, 0), forged(event, 999)]);
    await expectNobodyMinds();
    expect(notes).toEqual([]);
  });

  it('is not believed where it takes the place of events that are to come', async () => {
    const next = (await scene.store.lastPosition()) + 1;
    const places = [next, next + 1, next + EVENTS - 1, next + AHEAD_EVENTS_MAX + EVENTS];
    await scribble(await Promise.all(places.map(async (at) => forged(await madeUp(at), 1))));
    await expectNobodyMinds();
    expect(spoken()).toMatch(/One says that it is number \d+ of the log, as another one does/);
    expect(await scene.pool.query('SELECT FROM effect WHERE text = $1', ['made up'])).toMatchObject(
      { rowCount: 0 },
    );
  });

  it('is not believed where it says how far the topics are', async () => {
    const position = (await scene.store.lastPosition()) + 5;
    const mark = (value: unknown): Message => ({ key: 'watermark', value: JSON.stringify(value) });
    await scribble(
      [
        { key: 'watermark', value: Buffer.from([0xff, 0x00]) },
        { key: 'watermark', value: null },
        mark({ position: -1, epoch: 1, offsets: {} }),
        mark({ position, epoch: 999, offsets: {} }),
        mark({ position: 1, epoch: 1, offsets: {} }),
      ],
      [scene.topics.topics.watermarks],
    );
    await scene.until('it is told', () =>
      spoken().includes(`It says that ${position} is published`),
    );
    await expectNobodyMinds();
    expect(spoken()).toMatch(/3 of the records in \S+ are not the relay’s\. .* is no watermark/);
  });

  it('stops nobody where the client cannot read it at all', async () => {
    const restore = useOneWaySnappy();
    try {
      const topic = scene.topics.topics.events[0] ?? '';
      await producer.send({ topic, compression: 2, messages: [{ value: 'x'.repeat(100) }] });
      await expectNobodyMinds();
      expect(spoken()).toMatch(/log-unreadable/);
    } finally {
      restore();
    }
  });
});
