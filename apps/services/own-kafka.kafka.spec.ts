import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { until } from '../../test/services/until.js';
import { startOwnKafka } from './own-kafka.js';

it('starts the broker again that was killed, at the same address, and stops it in the midst of that', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gongdan-own-kafka-'));
  const notes: string[] = [];
  const kafka = await startOwnKafka(join(folder, 'kafka'), (line) => notes.push(line));
  try {
    const { pid: first, brokers } = kafka;
    process.kill(first ?? 0, 'SIGKILL');
    await until('the broker is there again', () =>
      notes.includes('Apache Kafka is there again.') ? true : undefined,
    );
    expect(kafka.pid).not.toBe(first);
    expect(kafka.brokers).toBe(brokers);
    const second = kafka.pid ?? 0;
    process.kill(second, 'SIGKILL');
    await until('another start is on its way', () =>
      kafka.pid !== undefined && kafka.pid !== second ? true : undefined,
    );
  } finally {
    await kafka.stop();
    rmSync(folder, { recursive: true });
  }
  expect(kafka.pid).toBeUndefined();
  expect(notes.slice(1)).toEqual([
    'Apache Kafka ended and is started again.',
    'Apache Kafka is there again.',
    'Apache Kafka ended and is started again.',
  ]);
}, 240_000);
