import { describe, expect, it } from '@jest/globals';
import pg from 'pg';
import {
  failureOfStatement,
  isRolledBack,
  isStaleHead,
  mayBeOneAppendsFault,
  wasTooOptimistic,
} from './sqlstate.js';

const databaseError = (code: string, severity = 'ERROR'): pg.DatabaseError =>
  Object.assign(new pg.DatabaseError('refused', 7, 'error'), { code, severity });

describe('SQLSTATEs', () => {
  it.each([
    ['22P05', 'STORE.INVALID_APPEND', true],
    ['54000', 'STORE.INVALID_APPEND', true],
    ['53200', 'STORE.UNAVAILABLE', true],
    ['23505', 'STORE.FAILED', true],
    ['53100', 'STORE.UNAVAILABLE', false],
    ['55P03', 'STORE.UNAVAILABLE', false],
    ['57014', 'STORE.UNAVAILABLE', false],
    ['40P01', 'STORE.UNAVAILABLE', false],
    ['25006', 'STORE.UNAVAILABLE', false],
    ['42883', 'STORE.NOT_SET_UP', false],
    ['XX000', 'STORE.FAILED', false],
  ])('%s means %s; halving its batch may help: %s', (sqlstate, code, isOnes) => {
    const error = databaseError(sqlstate);
    expect(isRolledBack(error)).toBe(true);
    expect(failureOfStatement(error).code).toBe(code);
    expect(mayBeOneAppendsFault(error)).toBe(isOnes);
  });

  it('leave the outcome open where the session ended', () => {
    expect(isRolledBack(databaseError('57P01', 'FATAL'))).toBe(false);
    expect(isRolledBack(new Error('read ECONNRESET'))).toBe(false);
  });

  it.each([
    ['a head that was remembered wrongly', { code: 'GD001' }, true, true],
    [
      'a version that is there',
      { code: '23505', constraint: 'event_stream_version', detail: '(stream, version)=(t-1, 12)' },
      true,
      true,
    ],
    [
      'a stream that was to be new',
      { code: '23505', constraint: 'event_stream_version', detail: '(stream, version)=(t-1, 1)' },
      true,
      false,
    ],
    [
      'a command key that was used',
      { code: '23505', constraint: 'event_command_key' },
      true,
      false,
    ],
    ['a position that is there', { code: '23505', constraint: 'event_pkey' }, false, false],
  ])('tell that %s was taken for granted', (_, members, tooOptimistic, stale) => {
    const error = Object.assign(databaseError(members.code), members);
    expect(wasTooOptimistic(error)).toBe(tooOptimistic);
    expect(isStaleHead(error)).toBe(stale);
  });
});
