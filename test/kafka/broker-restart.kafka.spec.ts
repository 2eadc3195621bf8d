import { existsSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Kafka, logLevel } from 'kafkajs';
import { startKafka, type KafkaBroker } from '../../tools/kafka/broker.mjs';

const topic = 'kept';
let broker: KafkaBroker;
let kafka: Kafka;

beforeAll(async () => {
  broker = await startKafka();
  const retry = { initialRetryTime: 100, maxRetryTime: 2_000, retries: 30 };
  kafka = new Kafka({ brokers: [broker.brokers], logLevel: logLevel.NOTHING, retry });
}, 120_000);
afterAll(() => broker.stop());

describe('a broker of the test’s own', () => {
  it('keeps what it acknowledged through kill -9, and comes back at the same address', async () => {
    const admin = kafka.admin();
    const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 });
    await admin.connect();
    await producer.connect();
    await admin.createTopics({ topics: [{ topic }] });
    const send = (value: string) => producer.send({ topic, acks: -1, messages: [{ value }] });
    await send('before');
    const { pid: killed, brokers } = broker;

    await broker.kill();
    expect(broker.pid).toBeUndefined();
    expect(() => process.kill(killed ?? 0, 0)).toThrow('ESRCH');
    const duringTheOutage = send('while it was away');
    await broker.restart();
    await duringTheOutage;

    expect(broker.brokers).toBe(brokers);
    expect(broker.pid).not.toBe(killed);
    expect(await admin.fetchTopicOffsets(topic)).toMatchObject([{ offset: '2' }]);
    await producer.disconnect();
    await admin.disconnect();
  }, 180_000);

  it('is refused a port or a data folder that another one has', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    await expect(startKafka({ port })).rejects.toThrow(`Port ${port} of 127.0.0.1 is taken.`);
    other.close();

    const { dataFolder } = broker;
    await expect(startKafka({ dataFolder })).rejects.toThrow(
      `Another broker is running on the data folder ${dataFolder}.`,
    );
    expect(existsSync(dataFolder)).toBe(true);
  }, 120_000);
});
