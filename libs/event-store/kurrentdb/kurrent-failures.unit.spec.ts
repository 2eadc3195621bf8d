import { describe, expect, it } from '@jest/globals';
import { GongdanError } from '@gongdan/core';
import {
  failureOfAppend,
  failureOfRead,
  RevisionConflict,
  TransactionTooLarge,
} from './kurrent-failures.js';

const errorOf = (type: string, message = 'it failed'): Error =>
  Object.assign(new Error(message), { type });

describe('what an error of the client means', () => {
  it.each([
    ['unavailable', 'STORE.UNAVAILABLE'],
    ['deadline-exceeded', 'STORE.UNAVAILABLE'],
    ['not-leader', 'STORE.UNAVAILABLE'],
    ['unknown', 'STORE.UNAVAILABLE'],
    ['access-denied', 'STORE.SERVER_UNFIT'],
    ['stream-deleted', 'STORE.INCONSISTENT'],
  ])('%s on reading: %s', (type, code) => {
    expect(failureOfRead(errorOf(type)).code).toBe(code);
  });

  it.each([
    ['unavailable', 'STORE.OUTCOME_UNKNOWN'],
    ['deadline-exceeded', 'STORE.OUTCOME_UNKNOWN'],
    ['timeout', 'STORE.OUTCOME_UNKNOWN'],
    ['cancelled', 'STORE.OUTCOME_UNKNOWN'],
    ['unknown', 'STORE.OUTCOME_UNKNOWN'],
    ['not-leader', 'STORE.UNAVAILABLE'],
    ['unsupported', 'STORE.SERVER_UNFIT'],
    ['access-denied', 'STORE.SERVER_UNFIT'],
    ['stream-tombstoned', 'STORE.INCONSISTENT'],
  ])('%s on appending: %s', (type, code) => {
    const failure = failureOfAppend(errorOf(type));
    expect(failure).toBeInstanceOf(GongdanError);
    expect((failure as GongdanError).code).toBe(code);
  });

  it('knows what was refused and may be decided anew', () => {
    expect(failureOfAppend(errorOf('wrong-expected-version'))).toBeInstanceOf(RevisionConflict);
    const large = ['transaction-max-size-exceeded', 'append-record-size-exceeded'];
    for (const type of large) {
      expect(failureOfAppend(errorOf(type))).toBeInstanceOf(TransactionTooLarge);
    }
    const sized = Object.assign(errorOf(large[0] ?? ''), { maxSize: 1_000 });
    expect(failureOfAppend(sized)).toMatchObject({ bytesMax: 1_000 });
  });

  it.each([
    '14 UNAVAILABLE: No connection established. Last error: connect ECONNREFUSED 127.0.0.1:1',
    '14 UNAVAILABLE: Name resolution failed for target dns:nowhere:2113',
  ])('knows that nothing was sent: %s', (message) => {
    expect(failureOfAppend(new Error(message))).toMatchObject({ code: 'STORE.UNAVAILABLE' });
  });

  it('takes any other plain error for an unknown outcome', () => {
    const failure = failureOfAppend(new Error('14 UNAVAILABLE: Connection dropped'));
    expect(failure).toMatchObject({ code: 'STORE.OUTCOME_UNKNOWN', category: 'unknown' });
  });
});
