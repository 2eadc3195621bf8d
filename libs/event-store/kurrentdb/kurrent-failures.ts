import { GongdanError, messageOf } from '@gongdan/core';
import { outcomeUnknown, unavailable } from '../store-failures.js';

/** A stream was not at the revision that an append expected: nothing was written. */
export class RevisionConflict extends Error {}

/** The append is larger than the server takes in one transaction: nothing was written. */
export class TransactionTooLarge extends Error {
  constructor(
    error: unknown,
    /** What the server takes, if it says so. */
    readonly bytesMax: number | undefined,
  ) {
    super(messageOf(error), { cause: error });
  }
}

/** The server answers, and will go on answering so until an operator does something. */
export const serverUnfit = (why: string, hint: string, cause?: unknown): GongdanError =>
  new GongdanError(
    {
      code: 'STORE.SERVER_UNFIT',
      category: 'bug',
      message: `This KurrentDB server cannot serve as the event store: ${why}.`,
      hint,
    },
    { cause },
  );

/** Somebody else has written to, cut or deleted streams of the store. */
export const inconsistent = (what: string, cause?: unknown): GongdanError =>
  new GongdanError(
    {
      code: 'STORE.INCONSISTENT',
      category: 'bug',
      message: `Streams of the event store contradict one another: ${what}.`,
      hint: 'Somebody but the engine has written to them, cut them or deleted them. Restore a copy.',
    },
    { cause },
  );

/** What the client names an error, whatever its class: `type` of a CommandError. */
export const typeOf = (error: unknown): string =>
  error instanceof Error && 'type' in error ? String(error.type) : '';

/** What a failed read means to the caller. */
export function failureOfRead(error: unknown): GongdanError {
  if (error instanceof GongdanError) return error;
  switch (typeOf(error)) {
    case 'access-denied':
      return accessDenied(error);
    case 'stream-deleted':
      return inconsistent('one of them was deleted', error);
    default:
      return unavailable(messageOf(error), error);
  }
}

/**
 * What a failed append means: a RevisionConflict or TransactionTooLarge, or what the caller is told.
 * Whatever is not known to have been refused may have been written.
 */
export function failureOfAppend(error: unknown): Error {
  if (error instanceof GongdanError) return error;
  switch (typeOf(error)) {
    case 'wrong-expected-version':
    case 'append-consistency-violation':
      return new RevisionConflict(messageOf(error), { cause: error });
    case 'transaction-max-size-exceeded':
      return new TransactionTooLarge(error, (error as { maxSize?: number }).maxSize);
    case 'append-record-size-exceeded':
    case 'maximum-append-size-exceeded':
      return new TransactionTooLarge(error, undefined);
    case 'unsupported':
      return serverUnfit(
        'it cannot append to several streams at once',
        'Use KurrentDB 25.1 or later.',
        error,
      );
    case 'access-denied':
      return accessDenied(error);
    case 'stream-tombstoned':
    case 'stream-deleted':
      return inconsistent('one of them was deleted', error);
    case 'not-leader':
      return unavailable('another node has become the leader', error);
    default:
      return wasNeverSent(error) ? unavailable(messageOf(error), error) : outcomeUnknown(error);
  }
}

const accessDenied = (error: unknown): GongdanError =>
  serverUnfit(
    'the user of KURRENTDB_URL may not read or write these streams',
    'Give this user the right to read and append to streams that begin with the namespace.',
    error,
  );

/** grpc-js says so where it had no connection to send anything over. */
const wasNeverSent = (error: unknown): boolean =>
  /No connection established|Name resolution failed|client error \(Connect\)/.test(
    messageOf(error),
  );
