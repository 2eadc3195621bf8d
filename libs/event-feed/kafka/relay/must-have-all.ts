import { GongdanError } from '@gongdan/core';
import type { Broker } from '../broker.js';
import { firstBehind, offsetOf, type Offsets } from '../offsets.js';
import type { Topics } from '../topics.js';

/**
 * Answers where the topics of events end. Throws `KAFKA.RECORDS_LOST` where that lies before what was
 * published: they were made anew, or a disk was lost.
 */
export async function mustHaveAll(
  broker: Broker,
  topics: Topics,
  published: Offsets,
): Promise<Offsets> {
  const ends = await broker.endsOf(topics.events);
  mustReach(ends, published);
  return ends;
}

/** Throws `KAFKA.RECORDS_LOST` where what comes after the published records lies before their end. */
export function mustReach(found: Offsets, published: Offsets): void {
  const at = (topic: string, partition: number): number => offsetOf(found, topic, partition);
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
