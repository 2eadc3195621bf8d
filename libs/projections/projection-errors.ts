import { GongdanError, messageOf, type RecordedEvent } from '@gongdan/core';

/** A mistake in a projection’s definition: found when it is added, at start. */
export const badDefinition = (projection: string, message: string): GongdanError =>
  new GongdanError({
    code: 'PROJECTION.BAD_DEFINITION',
    category: 'bug',
    message: `The projection '${projection}': ${message}`,
  });

export const versionNotRaised = (projection: string, version: number): GongdanError =>
  new GongdanError({
    code: 'PROJECTION.VERSION_NOT_RAISED',
    category: 'bug',
    message: `The columns of '${projection}' were changed, but not its version (${version}).`,
    hint: 'Raise `version`: the table is then rebuilt beside the live one and swapped in.',
  });

export const unknownProjection = (projection: string): GongdanError =>
  new GongdanError({
    code: 'PROJECTION.UNKNOWN',
    category: 'not-found',
    message: `There is no projection '${projection}' here.`,
    hint: '`gongdan projections status` lists them.',
  });

/** The live table is an older version’s, which this code cannot read. */
export const stillRebuilding = (projection: string): GongdanError =>
  new GongdanError({
    code: 'PROJECTION.REBUILDING',
    category: 'transient',
    message: `'${projection}' is being rebuilt for this version of the engine.`,
    hint: 'Ask again when the rebuild is done; `gongdan projections status` shows how far it is.',
  });

/** Also of one that ended while it was asked for. */
export const rebuildRunning = (projection: string): GongdanError =>
  new GongdanError({
    code: 'PROJECTION.REBUILD_RUNNING',
    category: 'conflict',
    message: `'${projection}' is being rebuilt or checked already, here or in another process.`,
    hint: 'Wait until it is done; `gongdan projections status` shows how far it is.',
  });

export const rebuildStopped = (projection: string): GongdanError =>
  new GongdanError({
    code: 'PROJECTION.REBUILD_STOPPED',
    category: 'transient',
    message: `The rebuild of '${projection}' was stopped; the live table is as it was.`,
    hint: 'Start it again: it begins anew.',
  });

export const swapBlocked = (projection: string, tries: number): GongdanError =>
  new GongdanError({
    code: 'PROJECTION.SWAP_BLOCKED',
    category: 'transient',
    message: `The live table of '${projection}' was in use at each of ${tries} tries to swap it.`,
    hint: 'End the long-running readers of that table (pg_stat_activity), then rebuild again.',
  });

export const tooManyPoisoned = (projection: string, limit: number): GongdanError =>
  new GongdanError({
    code: 'PROJECTION.TOO_MANY_POISONED',
    category: 'bug',
    message: `More than ${limit} events cannot be folded into '${projection}'.`,
    hint: 'Correct the fold; the live table is as it was.',
  });

const REFUSED_HINT =
  'The live table is as it was. Correct the columns or the fold of the projection (a new release may have done so), then run it again.';

/** `cause`: what the database said. */
export const rowRefused = (
  projection: string,
  key: string,
  { position, type, stream, version }: RecordedEvent,
  cause: unknown,
): GongdanError =>
  new GongdanError(
    {
      code: 'PROJECTION.ROW_REFUSED',
      category: 'bug',
      message: `The database refuses the row '${key}' of '${projection}', as ${type} at position ${position} (version ${version} of ${stream}) left it: ${messageOf(cause)}.`,
      hint: REFUSED_HINT,
    },
    { cause },
  );

/** The same where no single row shows that is to blame: in an index, say. */
export const rowsRefused = (projection: string, cause: unknown): GongdanError =>
  new GongdanError(
    {
      code: 'PROJECTION.ROWS_REFUSED',
      category: 'bug',
      message: `The database refuses rows of '${projection}': ${messageOf(cause)}.`,
      hint: REFUSED_HINT,
    },
    { cause },
  );
