import { GongdanError } from '@gongdan/core';
import type { Broker } from '../broker.js';
import { firstBehind, offsetOf, type Offsets } from '../offsets.js';
import type { Topics } from '../topics.js';

/** Throws where the topics end before what was published: they were made anew, or a disk was lost. */
export async function mustHaveAll(
  broker: Broker,
  topics: Topics,
  published: Offsets,
): Promise<void> {
  const ends = await broker.endsOf(topics.all);
  const at = (topic: string, partition: number): number => offsetOf(ends, topic, partition);
  const behind = firstBehind(at, published);
  if (behind === undefined) return;
  const { topic, partition } = behind;
  throw new GongdanError({
    code: 'KAFKA.RECORDS_LOST',
    category: 'rejected',
    message: `Partition ${partition} of ${topic} ends at ${at(topic, partition)}, but was published up to ${offsetOf(published, topic, partition)}: the broker has lost records.`,
    hint: 'Find out why. Then have the log published again: `gongdan relay rewind --to 0`.',
  });
}
