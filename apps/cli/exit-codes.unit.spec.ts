import { describe, expect, it } from '@jest/globals';
import { EXIT, reportFailure } from './exit-codes.js';

describe('a failure of a command', () => {
  it.each([
    Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }),
    Object.assign(new Error('getaddrinfo EAI_AGAIN db'), { code: 'EAI_AGAIN' }),
    Object.assign(new Error('no pg_hba.conf entry for host'), { code: '28000' }),
    new Error('timeout expired'),
    new Error('Connection terminated unexpectedly'),
  ])('%s means that the database is not reachable', (error) => {
    const notes: string[] = [];
    const terminal = {
      print: () => {},
      note: (line: string) => void notes.push(line),
      isInteractive: false,
      environment: {},
      signal: new AbortController().signal,
    };
    expect(reportFailure(error, terminal)).toBe(EXIT.unreachable);
    expect(notes).toEqual([
      `error: The database cannot be reached: ${error.message}.`,
      'hint: Is DATABASE_URL right, and does the server run?',
    ]);
  });
});
