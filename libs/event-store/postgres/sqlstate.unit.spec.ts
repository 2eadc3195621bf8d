import { describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { failureOfStatement, isRolledBack, mayBeOneAppendsFault } from './sqlstate.js';

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
});
