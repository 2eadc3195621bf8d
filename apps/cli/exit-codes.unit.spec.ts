import { describe, expect, it } from '@jest/globals';
import { DATABASE_AWAY_CODES, DATABASE_FULL_CODE } from '@gongdan/platform';
import { EXIT, reportFailure } from './exit-codes.js';
import type { Terminal } from './terminal.js';

function listening(environment: Terminal['environment'] = {}) {
  const notes: string[] = [];
  const terminal = {
    print: () => {},
    note: (line: string) => void notes.push(line),
    isInteractive: false,
    environment,
    signal: new AbortController().signal,
  };
  return { notes, terminal };
}

describe('a failure of a command', () => {
  it.each([
    Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }),
    Object.assign(new Error('getaddrinfo EAI_AGAIN db'), { code: 'EAI_AGAIN' }),
    Object.assign(new Error('no pg_hba.conf entry for host'), { code: '28000' }),
    new Error('timeout expired'),
    new Error('Connection terminated unexpectedly'),
  ])('%s means that the database is not reachable', (error) => {
    const { notes, terminal } = listening({ DATABASE_URL: 'postgres://db/gongdan' });
    expect(reportFailure(error, terminal)).toBe(EXIT.unreachable);
    expect(notes).toEqual([
      `error: The database cannot be reached: ${error.message}.`,
      'hint: Is DATABASE_URL right, and does the server run?',
    ]);
  });

  it.each([{}, { DATABASE_URL: ' ' }])(
    'of the database speaks of DATA_DIR where the environment is %j',
    (environment) => {
      const { notes, terminal } = listening(environment);
      const error = new Error('Connection terminated unexpectedly');
      expect(reportFailure(error, terminal)).toBe(EXIT.unreachable);
      expect(notes[1]).toBe(
        'hint: DATABASE_URL is not set, so it is the database of DATA_DIR, which may have ended with the engine beside this command. Run it again; if it stays away, postgres.log in DATA_DIR says why.',
      );
    },
  );

  it.each(DATABASE_AWAY_CODES)(
    'is one of reaching the database where the engine says so: %s',
    (code) => {
      const { terminal } = listening();
      const error = Object.assign(new Error('away'), { code });
      expect(reportFailure(error, terminal)).toBe(EXIT.unreachable);
    },
  );

  it.each([DATABASE_FULL_CODE, 'ENOSPC'])('of the code %s asks for space on the disk', (code) => {
    const { notes, terminal } = listening();
    expect(reportFailure(Object.assign(new Error('no space'), { code }), terminal)).toBe(
      EXIT.failed,
    );
    expect(notes).toEqual(['error: no space', 'hint: Make space on that disk, then run it again.']);
  });
});
