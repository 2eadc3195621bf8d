import type { StreamName } from '@gongdan/core';
import type { EventStore } from '@gongdan/event-store';
import type { Projection, ProjectionRunner, ReadAt, Row } from '@gongdan/projections';
import { checkedInstant, foldAsOf } from './as-of.js';
import { readRow } from './read-page.js';

export interface OneThing {
  readonly key: string;
  /** Holds every event that its row is made of. */
  readonly stream: StreamName;
  /** An instant that was checked; undefined: as now. */
  readonly asOf: string | undefined;
}

/** One row of a projection, from its table or, as of an earlier moment, folded from its stream. */
export async function readNowOrAsOf<R extends Row>(
  from: {
    readonly projections: Pick<ProjectionRunner, 'readAt'>;
    readonly store: Pick<EventStore, 'readStream' | 'lastPosition'>;
  },
  projection: Projection<R>,
  { key, stream, asOf }: OneThing,
): Promise<ReadAt<R | undefined>> {
  if (asOf === undefined) {
    return from.projections.readAt(projection.name, (client) => readRow(client, projection, key));
  }
  const position = await from.store.lastPosition();
  const rows = await foldAsOf(from.store, projection, stream, checkedInstant(asOf));
  return { position, value: rows.get(key) };
}
