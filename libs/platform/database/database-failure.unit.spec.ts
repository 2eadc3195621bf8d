import { describe, expect, it } from '@jest/globals';
import { databaseFailure } from './database-failure.js';

const pgError = (code: string, message = 'x') => Object.assign(new Error(message), { code });

describe('a failed database call', () => {
  it.each([
    [pgError('ECONNREFUSED'), 'DATABASE.UNAVAILABLE'],
    [pgError('57P01'), 'DATABASE.UNAVAILABLE'],
    [pgError('08006'), 'DATABASE.UNAVAILABLE'],
    [pgError('EAI_AGAIN'), 'DATABASE.UNAVAILABLE'],
    [new Error('timeout expired'), 'DATABASE.UNAVAILABLE'],
    [new Error('timeout exceeded when trying to connect'), 'DATABASE.UNAVAILABLE'],
    [new Error('Connection terminated unexpectedly'), 'DATABASE.UNAVAILABLE'],
    [
      pgError('55000', 'database "x" is not currently accepting connections'),
      'DATABASE.UNAVAILABLE',
    ],
    [new AggregateError([pgError('ECONNREFUSED')]), 'DATABASE.UNAVAILABLE'],
    [Object.assign(new Error('q'), { driverError: pgError('57014') }), 'DATABASE.TIMEOUT'],
    [pgError('28P01', 'password authentication failed for user "gongdan"'), 'DATABASE.UNAVAILABLE'],
    [pgError('3D000', 'database "gongdan" does not exist'), 'DATABASE.UNAVAILABLE'],
    [pgError('53200', 'out of memory'), 'DATABASE.UNAVAILABLE'],
    [pgError('58030', 'could not read file'), 'DATABASE.UNAVAILABLE'],
    [pgError('25006', 'cannot execute INSERT in a read-only transaction'), 'DATABASE.UNAVAILABLE'],
    [Object.assign(new Error('q'), { driverError: pgError('53100') }), 'DATABASE.FULL'],
    [pgError('40P01'), 'DATABASE.BUSY'],
    [pgError('42P01'), 'DATABASE.NOT_SET_UP'],
    [pgError('3F000'), 'DATABASE.NOT_SET_UP'],
    [Object.assign(new Error('q'), { driverError: pgError('42501') }), 'DATABASE.NOT_SET_UP'],
  ])('%s is %s, and may be tried again', (error, code) => {
    expect(databaseFailure(error)).toMatchObject({ code, category: 'transient' });
  });

  it('is a bug where the statement itself is wrong', () => {
    expect(databaseFailure(pgError('42601'))).toBeUndefined();
    expect(databaseFailure(pgError('55000'))).toBeUndefined();
    expect(databaseFailure(new TypeError('x is not a function'))).toBeUndefined();
    expect(databaseFailure(new DOMException('aborted', 'AbortError'))).toBeUndefined();
    expect(databaseFailure('a string')).toBeUndefined();
  });
});
