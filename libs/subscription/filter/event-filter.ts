import type { RecordedEvent } from '@gongdan/core';

/** Which events a subscriber wants: of one of these types, and of this one stream. Neither: all. */
export interface EventFilter {
  readonly types?: readonly string[];
  /** `ticket-<id>`, `invoice-<id>` …: everything about one subject. */
  readonly stream?: string;
}

export type EventTest = (event: Pick<RecordedEvent, 'type' | 'stream'>) => boolean;

/** Whether an event passes. To be made once for each subscriber: it is asked of every event of the log. */
export function eventTest({ types, stream }: EventFilter): EventTest {
  const wanted = types && new Set(types);
  return (event) =>
    (stream === undefined || event.stream === stream) &&
    (wanted === undefined || wanted.has(event.type));
}
