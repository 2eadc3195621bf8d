import { GongdanError } from '@gongdan/core';
import type { Broker } from '../broker.js';
import { ofTopicsIn } from '../offsets.js';
import type { Topics } from '../topics.js';
import type { RelayStore } from './relay-store.js';

/**
 * Has everything after `position` published again, behind what lies in the topics now. Whoever holds the
 * lease loses it. Answers the new epoch; throws `KAFKA.BEYOND_PUBLISHED` where nothing was published that
 * far, and `KAFKA.NO_TOPIC`.
 */
export async function rewindRelay(
  parts: {
    readonly broker: Broker;
    readonly topics: Topics;
    readonly state: RelayStore;
  },
  position: number,
): Promise<number> {
  const { broker, topics, state } = parts;
  const ends = await broker.endsOf(topics.all);
  const epoch = await state.rewind(position, ofTopicsIn(ends, topics.events));
  if (epoch !== undefined) return epoch;
  const published = (await state.standing())?.position ?? 0;
  throw new GongdanError({
    code: 'KAFKA.BEYOND_PUBLISHED',
    category: 'invalid',
    message: `The log is published up to ${published}: ${position} lies beyond that.`,
    hint: 'Give a position up to which the topics are known to be complete; 0 is always right.',
  });
}
