import { describe, expect, it } from '@jest/globals';
import { GongdanError, type ErrorCategory } from '@gongdan/core';
import { isEventsFault } from './failure.js';

const withCode = (code: string): Error => Object.assign(new Error('x'), { code });
const ofCategory = (category: ErrorCategory) =>
  new GongdanError({ code: 'X.Y', category, message: 'x' });

describe('whose fault a failure is', () => {
  it.each(['22P02', '22003', '22P05', '23502', '23505', '54000'])('%s: the event’s', (code) => {
    expect(isEventsFault(withCode(code))).toBe(true);
  });

  it.each([
    '40P01',
    '40001',
    '42P01',
    '42703',
    '0A000',
    '25P03',
    '53300',
    '55P03',
    '57P01',
    '08006',
  ])('%s: the database’s', (code) => {
    expect(isEventsFault(withCode(code))).toBe(false);
  });

  it.each(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND'])(
    '%s: the network’s',
    (code) => {
      expect(isEventsFault(withCode(code))).toBe(false);
    },
  );

  it.each([
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
    'timeout exceeded when trying to connect',
    'Client has encountered a connection error and is not queryable',
    'Query read timeout',
  ])('"%s": the network’s', (message) => {
    expect(isEventsFault(new Error(message))).toBe(false);
  });

  it('follows the category of the engine’s own errors', () => {
    expect(isEventsFault(ofCategory('transient'))).toBe(false);
    expect(isEventsFault(ofCategory('unknown'))).toBe(false);
    expect(isEventsFault(ofCategory('rejected'))).toBe(true);
    expect(isEventsFault(ofCategory('bug'))).toBe(true);
  });

  it('takes mistakes in code, and whatever else is thrown, for the event’s', () => {
    expect(isEventsFault(new TypeError('x is not a function'))).toBe(true);
    expect(isEventsFault(withCode('ERR_INVALID_ARG_TYPE'))).toBe(true);
    expect(isEventsFault('a string')).toBe(true);
  });
});
