import { GongdanError } from '@gongdan/core';
import { realPause, type Pause } from '../../retry.js';
import type { Broker } from '../broker.js';
import { isNowhere, offsetOf, ofTopicsIn, withNewer, type Offsets } from '../offsets.js';
import type { Topics } from '../topics.js';
import { relayFenced } from './lease-holder.js';
import { lostFrom, RecordsLost } from './must-have-all.js';
import type { RelayStore, SeizedLease } from './relay-store.js';

/** How long no relay publishes where a rewinding dies half-way. */
const REWIND_MS_MAX = 60_000;

export interface RewindParts {
  readonly broker: Broker;
  readonly topics: Topics;
  readonly state: RelayStore;
  readonly pause?: Pause;
}

/**
 * Has everything after `position` published again, behind what lies in the topics now. Whoever holds the
 * lease loses it, and is waited for until it must know. Partitions that have lost records are emptied
 * first: what was sent there after the loss would come before what it follows, and who reads from the
 * beginning would take the rest for repeats. Then only 0 will do.
 *
 * Answers the new epoch; throws `KAFKA.BEYOND_PUBLISHED` where nothing was published that far,
 * `KAFKA.RECORDS_LOST` where records are missing and `position` is not 0, and `KAFKA.NO_TOPIC`.
 */
export async function rewindRelay(parts: RewindParts, position: number): Promise<number> {
  const { broker, topics, state, pause = realPause } = parts;
  await broker.endsOf(topics.all); // where it is away, or a topic is, nobody is disturbed
  const published = (await state.standing())?.position ?? 0;
  const lease = position <= published ? await state.seize(REWIND_MS_MAX) : undefined;
  if (lease === undefined) throw beyondPublished(position, published);
  let isDone = false;
  try {
    await pause(lease.believedMs);
    isDone = await state.rewind(lease.epoch, position, await cleared(parts, lease, position));
  } finally {
    if (!isDone) await state.release(lease.epoch, null);
  }
  if (!isDone) throw relayFenced();
  return lease.epoch;
}

/** Empties what is no beginning of anything; answers where the topics of events end. */
async function cleared(
  { broker, topics }: RewindParts,
  { offsets: published, lost: known }: SeizedLease,
  position: number,
): Promise<Offsets> {
  const ends = await broker.endsOf(topics.all);
  const events = ofTopicsIn(ends, topics.events);
  const lost = withNewer(lostFrom(events, published), known ?? {});
  if (isNowhere(lost)) return events;
  if (position > 0) throw new RecordsLost(lost);
  // What watermarks said of the lost records is not so any more.
  const { watermarks } = topics;
  await broker.dropRecords({ ...endsIn(ends, lost), [watermarks]: ends[watermarks] ?? {} });
  return events;
}

/** Where these partitions end. */
const endsIn = (ends: Offsets, partitions: Offsets): Offsets =>
  Object.fromEntries(
    Object.entries(partitions).map(([topic, each]) => [
      topic,
      Object.fromEntries(
        Object.keys(each).map((name) => [name, offsetOf(ends, topic, Number(name))]),
      ),
    ]),
  );

const beyondPublished = (position: number, published: number): GongdanError =>
  new GongdanError({
    code: 'KAFKA.BEYOND_PUBLISHED',
    category: 'invalid',
    message: `The log is published up to ${published}: ${position} lies beyond that.`,
    hint: 'Give a position up to which the topics are known to be complete; 0 is always right.',
  });
