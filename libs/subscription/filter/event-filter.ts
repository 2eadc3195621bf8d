import type { RecordedEvent } from '@gongdan/core';

/** Which events a subscriber wants; a member that is left out lets everything pass. */
export interface EventFilter {
  readonly types?: readonly string[];
  /** One stream by its name, e.g. `ticket-0198…`. */
  readonly stream?: string;
}

export const passes = (
  { types, stream }: EventFilter,
  event: Pick<RecordedEvent, 'type' | 'stream'>,
): boolean =>
  (types === undefined || types.includes(event.type)) &&
  (stream === undefined || stream === event.stream);
