import type { TopicRecord } from '../evidence.js';

/** Where a record lies, for people. */
export const placeOf = ({ topic, partition, offset }: TopicRecord): string =>
  `${topic}/${partition} offset ${offset}`;
