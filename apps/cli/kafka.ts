import { GongdanError } from '@gongdan/core';
import type { Engine } from '@gongdan/platform';

/** What the engine has of Kafka; throws `SETTINGS.NO_BROKERS`. */
export function kafkaOf({ kafka }: Pick<Engine, 'kafka'>): NonNullable<Engine['kafka']> {
  if (kafka !== undefined) return kafka;
  throw new GongdanError({
    code: 'SETTINGS.NO_BROKERS',
    category: 'invalid',
    message: 'KAFKA_BROKERS is not set.',
    hint: 'Set it, e.g. KAFKA_BROKERS=127.0.0.1:9092.',
  });
}
