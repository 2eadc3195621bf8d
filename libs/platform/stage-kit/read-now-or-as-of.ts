import type { Clock, StreamName } from '@gongdan/core';
import type { EventStore } from '@gongdan/event-store';
import type { Projection, ProjectionRunner, ReadAt, Row } from '@gongdan/projections';
import { ProblemResponse } from '../http/describe-route.js';
import { foldAsOf } from './as-of.js';
import { pastInstant } from './occurred-at.js';
import { readRow } from './read-page.js';

export interface OneThing {
  readonly key: string;
  /** Holds every event that its row is made of. */
  readonly stream: StreamName;
  /** An instant that was checked; undefined: as now. */
  readonly asOf: string | undefined;
}

/** Documents that a read which takes `asOf` is refused where that is in the future. */
export const RefusesFuture = (): MethodDecorator =>
  ProblemResponse(422, 'REQUEST.IN_THE_FUTURE: asOf is later than now.');

/**
 * One row of a projection, from its table or, as of an earlier moment, folded from its stream. Throws
 * `REQUEST.IN_THE_FUTURE`.
 */
export async function readNowOrAsOf<R extends Row>(
  from: {
    readonly projections: Pick<ProjectionRunner, 'readAt'>;
    readonly store: Pick<EventStore, 'readStream' | 'lastPosition'>;
    readonly clock: Clock;
  },
  projection: Projection<R>,
  { key, stream, asOf }: OneThing,
): Promise<ReadAt<R | undefined>> {
  if (asOf === undefined) {
    return from.projections.readAt(projection.name, (client) => readRow(client, projection, key));
  }
  const moment = pastInstant(asOf, '/asOf', from.clock);
  const position = await from.store.lastPosition();
  const rows = await foldAsOf(from.store, projection, stream, moment);
  return { position, value: rows.get(key) };
}
