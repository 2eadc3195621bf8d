import { describe, expect, it } from '@jest/globals';
import { reasonIn } from './cluster.js';

describe('the reason why a database program gave up', () => {
  it('is what failed, not what it said about cleaning up', () => {
    const said = `2026-03-02 09:00:00.000 UTC [42] FATAL:  could not write to file "pg_wal/x": No space left on device
child process exited with exit code 1
initdb: removing contents of data directory "/data/postgres.new-1"
`;
    expect(reasonIn(said)).toContain('No space left on device');
    expect(reasonIn('initdb: error: no such thing\ninitdb: hint: think\n')).toContain('error: no');
  });

  it('is the last line where none says so, and said to be missing where there is none', () => {
    expect(reasonIn('first\nlast\n\n')).toBe('last');
    expect(reasonIn('\n')).toBe('it said nothing');
  });
});
