import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { armFaultPoint } from '@gongdan/core';
import { Relay, RelayStore } from '@gongdan/event-feed';
import { PostgresEventStore } from '@gongdan/event-store';
import pg from 'pg';
import {
  createTestTopics,
  type TestTopics,
} from '../../../libs/event-feed/kafka/testing/test-topics.js';
import { spawnTypescript } from '../../setup/spawned-program.js';
import { checkEvidence } from '../check-evidence.js';
import { EngineUnderLoad } from '../testing/engine-under-load.js';
import { readTopics } from './read-topics.js';

jest.setTimeout(180_000);

const brokers = (process.env['KAFKA_BROKERS'] ?? '').split(',');

let test: TestTopics;
beforeAll(async () => {
  test = await createTestTopics();
});
afterAll(() => test?.remove());

describe('the topics', () => {
  it('are read whole, record by record, of one prefix only', async () => {
    const { topics, broker } = test;
    expect(await readTopics({ brokers, prefix: topics.prefix })).toEqual([]);
    const other = await createTestTopics();
    const topic = 'tickets';
    const sent = Array.from({ length: 500 }, (_, number) => ({
      topic: `${topics.prefix}.${topic}.v1`,
      key: `ticket-${number % 20}`,
      value: `{"number":${number},"word":"维修"}`,
      headers: { ce_id: String(number), ce_actor: '张' },
    }));
    const producer = await broker.openProducer(topics.all);
    await producer.send(sent);
    await producer.send(sent.slice(0, 3));
    await producer.close();

    const records = await readTopics({ brokers, prefix: topics.prefix });

    const said = records.map(({ partition: _partition, offset: _offset, ...record }) => record);
    const sorted = (each: readonly object[]) => each.map((one) => JSON.stringify(one)).toSorted();
    const inOrder = (each: typeof sent) =>
      each.map(({ topic, key, value, headers }) => ({ topic, key, value, headers }));
    expect(sorted(said)).toEqual(sorted(inOrder([...sent, ...sent.slice(0, 3)])));
    for (const each of Map.groupBy(records, ({ partition }) => partition).values()) {
      expect(each.map(({ offset }) => offset)).toEqual(each.map((_, index) => index));
    }
    await other.remove();
  });
});

/** How often a relay dies after it sent and before it wrote that down. */
const RELAY_DEATHS = 3;
/** Sends between one death and the next. */
const SENDS_BETWEEN = 20;

describe('an engine that lives on Kafka, with a relay that dies again and again', () => {
  it('leaves nothing that the checker could name', async () => {
    const { topics, broker, remove } = await createTestTopics();
    const { prefix } = topics;
    const engine = await EngineUnderLoad.open({
      feed: 'kafka',
      environment: { KAFKA_BROKERS: brokers.join(','), KAFKA_TOPIC_PREFIX: prefix },
    });
    const pool = new pg.Pool({ connectionString: engine.databaseUrl });
    const rawStore = await PostgresEventStore.open({ connection: engine.databaseUrl });
    const state = new RelayStore(pool, prefix, 1_000, randomUUID());
    const random = { next: Math.random };
    const relay = new Relay({ rawStore, broker, topics, state, random });
    let [sends, deaths] = [0, 0];
    const disarm = armFaultPoint('relay.after-send-before-checkpoint', () => {
      if (++sends % SENDS_BETWEEN > 0 || deaths === RELAY_DEATHS) return;
      deaths += 1;
      throw new Error('the relay dies here');
    });
    const over = new AbortController();
    const relaying = relay.run(over.signal);
    try {
      expect(await engine.load(250)).toEqual([]);
      const { log, readModels, relay: written } = await engine.settled(prefix);
      const records = await readTopics({ brokers, prefix });
      const report = checkEvidence(
        {
          attempts: engine.attempts(),
          faults: [],
          log,
          readModels,
          topics: { prefix, records, relay: written },
        },
        { minimum: { relayEpochs: 1 + RELAY_DEATHS, unknownsOrRepeats: RELAY_DEATHS } },
      );
      expect(report.examples).toEqual({});
      expect(report.clean).toBe(true);
      expect(report.scale.records).toBe(log.length + report.scale.repeats);
      const words = ['--database', engine.databaseUrl, '--journal', engine.journals];
      const args = [...words, '--kafka', ...brokers, '--prefix', prefix];
      const program = spawnTypescript(join(import.meta.dirname, '../main.ts'), {}, { args });
      await program.closed;
      expect(program.lines).toContain('Nothing was lost, doubled, reordered or made up.');
      expect(program.lines).toContainEqual(
        expect.stringMatching(new RegExp(`^topics +${report.scale.records} records`)),
      );
    } finally {
      disarm();
      over.abort();
      await relaying;
      await rawStore.close();
      await pool.end();
      await engine.remove();
      await remove();
    }
  });
});
