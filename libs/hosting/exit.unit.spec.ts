import { describe, expect, it } from '@jest/globals';
import { GongdanError } from '@gongdan/core';
import { exitCodeOf, failureText } from './exit.js';

const failure = (message: string, more: object = {}) => Object.assign(new Error(message), more);

const said = (error: unknown, embedded = false): string =>
  failureText(error, { debug: false, embedded });

describe('what stops a start', () => {
  it.each([
    [
      failure('listen EADDRINUSE', {
        code: 'EADDRINUSE',
        syscall: 'listen',
        address: '::1',
        port: 80,
      }),
      /^error: The port 80 on ::1 is in use.*\nhint: Set PORT/,
    ],
    [
      failure('listen EACCES', { code: 'EACCES', syscall: 'listen', address: '::1', port: 80 }),
      /^error: Listening on port 80 is not allowed\.\nhint: Set PORT above/,
    ],
    [
      failure("EACCES: permission denied, open '/data/x'", {
        code: 'EACCES',
        syscall: 'open',
        path: '/data/x',
      }),
      /^error: A file cannot be used: EACCES.*'\/data\/x'\.\nhint: Start as the user that the file/,
    ],
    [
      failure("ENOSPC: no space left on device, open '/data/x'", {
        code: 'ENOSPC',
        syscall: 'open',
        path: '/data/x',
      }),
      /^error: A file cannot be used: ENOSPC.*\nhint: Make space/,
    ],
    [new TypeError('x is no function'), /^error: x is no function\nhint: .*LOG_LEVEL=debug/],
    [
      new GongdanError({ code: 'X.Y', category: 'bug', message: 'M.', hint: 'H.' }),
      /^error: M\.\nhint: H\.$/,
    ],
  ])('%s is said in words', (error, words) => {
    expect(said(error)).toMatch(words);
  });

  it.each([
    failure('getaddrinfo ENOTFOUND db', {
      code: 'ENOTFOUND',
      syscall: 'getaddrinfo',
      hostname: 'db',
    }),
    failure('getaddrinfo EAI_AGAIN db', { code: 'EAI_AGAIN', syscall: 'getaddrinfo' }),
    failure('connect ECONNREFUSED', { code: 'ECONNREFUSED', syscall: 'connect' }),
    failure('timeout expired'),
    failure('Connection terminated unexpectedly'),
    failure('password authentication failed', { code: '28P01' }),
    failure('database "x" does not exist', { code: '3D000' }),
    new AggregateError([failure('connect ECONNREFUSED', { code: 'ECONNREFUSED' })]),
  ])('%s is about the database, and about DATABASE_URL only where that is set', (error) => {
    expect(said(error)).toMatch(/^error: The database at DATABASE_URL cannot be reached: /);
    expect(said(error, true)).toMatch(/^error: The embedded database cannot be reached: /);
    expect(said(error, true)).not.toContain('DATABASE_URL');
  });

  it('is said to be a full disk where the database has no room', () => {
    const full = failure('could not extend file "base/1/2": No space left', { code: '53100' });
    expect(said(full)).toMatch(
      /^error: The database has no room left: could not.*\nhint: Make space/,
    );
    const wrapped = failure('q', { driverError: full });
    expect(said(wrapped, true)).toMatch(/\nhint: Make space on the disk of DATA_DIR, then start/);
  });

  it('is shown with its place at LOG_LEVEL=debug only', () => {
    const error = new Error('x');
    expect(said(error)).not.toContain('exit.unit.spec');
    expect(failureText(error, { debug: true, embedded: true })).toContain('exit.unit.spec');
  });

  it('ends the program with 2 where a setting is wrong, else with 1', () => {
    const wrong = { category: 'invalid', message: 'M.' } as const;
    expect(exitCodeOf(new GongdanError({ code: 'SETTINGS.INVALID', ...wrong }))).toBe(2);
    expect(exitCodeOf(new GongdanError({ code: 'HOST.NO_ADDRESS', ...wrong }))).toBe(2);
    expect(exitCodeOf(new GongdanError({ code: 'DATABASE.INCOMPLETE', ...wrong }))).toBe(1);
    expect(exitCodeOf(new Error('x'))).toBe(1);
  });
});
