import { allEventContracts, streamKindsOf } from '@gongdan/contracts';

/** The types of events that can be followed. */
export const EVENT_TYPES: readonly string[] = allEventContracts().map(({ type }) => type);

/** The kinds of streams that they are in. */
export const STREAM_KINDS: readonly string[] = [
  ...new Set(allEventContracts().flatMap(({ owner }) => streamKindsOf(owner))),
].sort();
