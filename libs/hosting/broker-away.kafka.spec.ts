import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Engine } from '@gongdan/platform';
import { createTestEngine, type TestEngine } from '../../test/setup/test-engine.js';
import { startKafka, type KafkaBroker } from '../../tools/kafka/broker.mjs';
import { startRelay, type RunningRelay } from './start-relay.js';

/** So often each of them fails before the broker comes back. */
const TRIES = 3;

let broker: KafkaBroker;
let test: TestEngine;
let relay: RunningRelay | undefined;
const said: string[] = [];
const note = (line: string): void => void said.push(line);
beforeAll(async () => {
  broker = await startKafka();
  const environment = {
    KAFKA_BROKERS: broker.brokers,
    KAFKA_TOPIC_PREFIX: `test-${randomUUID()}`,
  };
  test = await createTestEngine({ environment, feed: 'kafka', note });
  await test.engine.kafka?.broker.createTopics(
    test.engine.kafka.topics.all.map((topic) => ({
      topic,
      partitions: 1,
      replicas: 1,
      settings: {},
    })),
  );
}, 120_000);
afterAll(async () => {
  await relay?.stop();
  await test.remove();
  await broker.stop();
}, 60_000);

async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await holds())) await setImmediate();
}

const failedReads = async ({ metrics }: Engine): Promise<number> => {
  const found = /outcome="log-unreadable"\} (\d+)/.exec(await metrics.text());
  return Number(found?.[1] ?? 0);
};

const epoch = async ({ kafka }: Engine): Promise<number> =>
  (await kafka?.relayState.standing())?.epoch ?? 0;

const isSaid = (words: string) => () => said.some((line) => line.startsWith(words));

describe('while the broker is away, a host', () => {
  it('says once of each part that it waits, why and what to do, and once that it goes on', async () => {
    const { engine } = test;
    await engine.start();
    relay = startRelay(engine, note);
    await until(isSaid('relay active'));
    await broker.kill();
    const begun = await epoch(engine);
    await until(async () => (await failedReads(engine)) >= TRIES);
    await until(async () => (await epoch(engine)) >= begun + TRIES);
    await broker.restart();
    await until(isSaid('feed: reads again'));
    await until(isSaid('relay: publishes again'));
    const why = `: The broker cannot be reached at ${broker.brokers}: `;
    const [active, ...others] = said;
    expect(active).toBe('relay active: epoch 1, from 0');
    const ofThe = (part: string) => others.filter((line) => line.startsWith(part));
    for (const [part, failing, over] of [
      ['feed', 'nothing new is read', 'reads again'],
      ['relay', 'nothing is published', 'publishes again'],
    ] as const) {
      const [first, ...more] = ofThe(part);
      expect(first).toContain(`${part}: ${failing}${why}`);
      expect(first).toContain('See whether it runs there (KAFKA_BROKERS) and can be reached.');
      expect(more.at(-1)).toMatch(new RegExp(`^${part}: ${over}, after (\\d+ min )?\\d+ s$`));
      // A machine that is slow may get to a reminder.
      expect(more.slice(0, -1).filter((line) => !line.includes(' for '))).toEqual([]);
    }
    expect(others.filter((line) => line.startsWith('kafka '))).toEqual([]);
    expect(others).toHaveLength(ofThe('feed').length + ofThe('relay').length);
  }, 120_000);
});
