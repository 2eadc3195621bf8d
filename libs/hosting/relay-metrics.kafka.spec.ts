import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { streamName } from '@gongdan/core';
import type { Engine } from '@gongdan/platform';
import { Scraped } from '../../test/setup/scraped.js';
import { createTestEngine, type TestEngine } from '../../test/setup/test-engine.js';
import { startRelay, type RunningRelay } from './start-relay.js';

const tests: TestEngine[] = [];
const relays: RunningRelay[] = [];
afterEach(async () => {
  for (const relay of relays.splice(0)) await relay.stop();
  for (const test of tests.splice(0).reverse()) await test.remove();
});

async function compose(prefix: string, databaseUrl?: string): Promise<TestEngine> {
  const environment = {
    KAFKA_BROKERS: process.env['KAFKA_BROKERS'] ?? '',
    KAFKA_TOPIC_PREFIX: prefix,
  };
  const test = await createTestEngine({
    environment,
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
  });
  tests.push(test);
  return test;
}

function relayOn(engine: Engine): RunningRelay {
  const relay = startRelay(engine, () => undefined);
  if (relay === undefined) throw new Error('there is no Kafka');
  relays.push(relay);
  return relay;
}

async function createTopics({ kafka }: Engine): Promise<void> {
  await kafka?.broker.createTopics(
    kafka.topics.all.map((topic) => ({ topic, partitions: 1, replicas: 1, settings: {} })),
  );
}

async function release(engine: Engine, technicians: number): Promise<void> {
  const writes = Array.from({ length: technicians }, (_, n) => ({
    stream: streamName('technician', `t-${n}`),
    expected: 'any' as const,
    events: [
      {
        id: engine.ids.next(),
        type: 'TechnicianReleased',
        schemaVersion: 1,
        data: {},
        actor: 'test',
        occurredAt: engine.clock.now(),
        correlationId: 'c',
        causationId: null,
        customerId: null,
      },
    ],
  }));
  await engine.store.append({ writes });
}

/** Scrapes both until they show what is waited for. */
async function scrapeUntil(
  engines: readonly Engine[],
  shows: (relayed: (name: string) => readonly (number | undefined)[]) => boolean,
) {
  for (;;) {
    const texts = await Promise.all(engines.map(({ metrics }) => metrics.text()));
    const scraped = texts.map((text) => new Scraped(text));
    const relayed = (name: string) => scraped.map((each) => each.value(`gongdan_relay_${name}`));
    if (shows(relayed)) return relayed;
    await setImmediate(); // what is fresh is told at once: the relay must get its turn
  }
}

describe('relays', () => {
  it('tell who publishes, how much and how far, through a take-over', async () => {
    const prefix = `test-${randomUUID()}`;
    const { engine: one, databaseUrl } = await compose(prefix);
    const { engine: two } = await compose(prefix, databaseUrl);
    await createTopics(one);
    await release(one, 3);
    const first = relayOn(one);
    const reached = (position: number) => (relayed: (name: string) => unknown) =>
      String(relayed('position')) === `${position},${position}`;
    await scrapeUntil([one], (relayed) => relayed('position')[0] === 3);
    relayOn(two);
    const before = await scrapeUntil([one, two], reached(3));
    expect(before('active')).toEqual([1, 0]);
    expect(before('published_total')).toEqual([3, 0]);
    expect(before('epoch')).toEqual([1, 1]);
    expect(before('oldest_unpublished_seconds')).toEqual([0, 0]);

    await first.stop();
    await release(one, 2);
    const after = await scrapeUntil([one, two], reached(5));
    expect(after('active')).toEqual([0, 1]);
    expect(after('published_total')).toEqual([3, 2]);
    expect(after('epoch')).toEqual([2, 2]);
  });

  it('tell how long the oldest event waits while nobody publishes', async () => {
    const { engine } = await compose(`test-${randomUUID()}`);
    const running = relayOn(engine); // there are no topics
    await release(engine, 1);
    const told = await scrapeUntil(
      [engine],
      (relayed) => (relayed('oldest_unpublished_seconds')[0] ?? 0) > 0.5,
    );
    expect(told('position')).toEqual([0]);
    expect(told('published_total')).toEqual([0]);
    await running.stop();
  });
});
