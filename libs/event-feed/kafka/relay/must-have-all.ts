import { GongdanError } from '@gongdan/core';
import type { Broker } from '../broker.js';
import { allBehind, isNowhere, offsetOf, type Offsets } from '../offsets.js';
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
  const lost = lostFrom(found, published);
  if (!isNowhere(lost)) throw new RecordsLost(lost);
}

/** Of the partitions that no longer reach so far: up to where they were published. */
export const lostFrom = (found: Offsets, published: Offsets): Offsets =>
  allBehind((topic, partition) => offsetOf(found, topic, partition), published);

export class RecordsLost extends GongdanError {
  constructor(
    /** By partition: up to where it was published. There is at least one. */
    readonly lost: Offsets,
  ) {
    const [[topic, partitions] = ['', {}]] = Object.entries(lost);
    const [[partition, offset] = ['', 0]] = Object.entries(partitions);
    super({
      code: 'KAFKA.RECORDS_LOST',
      category: 'rejected',
      message: `Partition ${partition} of ${topic} was published up to ${offset}, and not all of that is there: the broker has lost records.`,
      hint: 'Find out why. Then have the whole log published again: `gongdan relay rewind --to 0`.',
    });
  }
}
