import { describe, expect, it } from '@jest/globals';
import { isKurrentConnection, KURRENT_CONNECTION_LENGTH_MAX } from './connection-string.js';

describe('connection strings of KurrentDB', () => {
  it.each([
    'kurrentdb://127.0.0.1:2113?tls=false',
    'kurrentdb://localhost',
    'kdb://user:pass%20word@db.example:2113/?tls=true&tls-ca-file=ca.pem',
    'kurrentdb+discover://admin:secret@cluster.example?nodePreference=leader&defaultDeadline=5000',
    'esdb://one:2113,two:2113,three:2113?tlsVerifyCert=false',
  ])('%s is one', (text) => expect(isKurrentConnection(text)).toBe(true));

  it.each([
    '',
    'localhost:2113',
    'http://localhost:2113',
    'kurrentdb://',
    'kurrentdb://host:0',
    'kurrentdb://host:2113:1',
    'kurrentdb://user@host',
    'kurrentdb://host?odd=1', // the client prints the whole string, with the password, for these two
    'kurrentdb://host?tls',
    'kurrentdb://host?throwOnAppendFailure=false', // would hide failures from us
    'kurrentdb://ho st',
    'kurrentdb://host\n',
  ])('%j is none', (text) => expect(isKurrentConnection(text)).toBe(false));

  it('have a greatest length', () => {
    const of = (length: number) => 'kurrentdb://host?connectionName='.padEnd(length, 'x');
    expect(isKurrentConnection(of(KURRENT_CONNECTION_LENGTH_MAX))).toBe(true);
    expect(isKurrentConnection(of(KURRENT_CONNECTION_LENGTH_MAX + 1))).toBe(false);
  });
});
