import { describe, expect, it } from '@jest/globals';
import type { StreamName } from '@gongdan/core';
import { isNamespace, StreamNames } from './stream-names.js';

describe('names of streams in KurrentDB', () => {
  const names = new StreamNames('gongdan');
  const of = (name: string) => names.ofStream(name as StreamName);

  it('are the names of ours with the namespace before them, where KurrentDB takes them', () => {
    expect(of('ticket-0198c0de-0000-7000-8000-000000000000')).toBe(
      'gongdan.ticket-0198c0de-0000-7000-8000-000000000000',
    );
    expect(names.log).toBe('gongdan-log');
  });

  it.each(['ticket-A', 'ticket-a/b', 'ticket-工单', 'ticket-a.b', '工单-1', 'a-', 'x'.repeat(200)])(
    'are made of a hash for %s',
    (name) => expect(of(name)).toMatch(/^gongdan\.[a-z]+-sha256\.[0-9a-f]{64}$/),
  );

  it('never meet, also where case is not looked at', () => {
    const all = [
      ...['ticket-a', 'ticket-A', 'ticket-b', 'log-1', 'command-1', 'parts-1'].map(of),
      names.log,
      names.ofCommand('1'),
      names.ofCommand('A'),
      names.ofCommand('a'),
      names.ofParts('1'),
    ];
    expect(new Set(all.map((name) => name.toLowerCase())).size).toBe(all.length);
    for (const name of all) expect(name).toMatch(/^[a-zA-Z0-9_.-]+$/);
  });

  it('begin with lower-case letters and digits, 31 at most', () => {
    const accepted = ['a', 'a1', 'a'.repeat(31)];
    const refused = ['', '1a', 'A', 'a-b', '$a', 'a'.repeat(32)];
    expect([accepted.every(isNamespace), refused.some(isNamespace)]).toEqual([true, false]);
  });
});
