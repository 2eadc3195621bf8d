import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { openJournal } from '../load/journal.js';
import type { Attempt } from '../evidence.js';
import { journalFiles, readFaults, readJournals } from './read-journals.js';

const folder = mkdtempSync(join(tmpdir(), 'gongdan-journals-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

const sent: Attempt = {
  client: 'c1',
  commandKey: 'c1-1',
  attempt: 1,
  command: 'assign',
  result: 'unknown',
  status: 0,
  sentAt: '2026-03-02T09:00:00.000Z',
  answeredAt: null,
};
const answered: Attempt = { ...sent, result: 'ok', status: 201, position: 7 };

describe('journals of clients', () => {
  it('are read as they were written: what was answered counts, what was only sent is unknown', () => {
    const path = join(folder, 'written.jsonl');
    const journal = openJournal(path);
    const again = { ...sent, attempt: 2 };
    for (const line of [sent, answered, again]) journal.write(line);
    journal.close();
    expect(readJournals([path])).toEqual([answered, again]);
  });

  it('may end in the middle of a line', () => {
    const path = file(
      'cut.jsonl',
      `${JSON.stringify(sent)}\n${JSON.stringify(answered).slice(0, 40)}`,
    );
    expect(readJournals([path])).toEqual([sent]);
  });

  it.each([
    ['a line that is no JSON', `nonsense\n${JSON.stringify(sent)}\n`, ':1: no JSON'],
    ['no result', `${JSON.stringify({ ...sent, result: 'maybe' })}\n`, ':1: no result'],
    ['no key', `${JSON.stringify({ ...sent, commandKey: '' })}\n`, 'a key is not empty'],
    ['a key with a colon', `${JSON.stringify({ ...sent, commandKey: 'a:b' })}\n`, 'has no colon'],
  ])('are refused with %s', (_case, text, words) => {
    expect(() => readJournals([file('bad.jsonl', text)])).toThrow(words);
  });

  it('are found in folders', () => {
    const path = file('found.jsonl', '');
    file('other.txt', 'nonsense');
    expect(journalFiles([folder])).toContain(path);
    expect(journalFiles([folder])).not.toContain(join(folder, 'other.txt'));
    expect(journalFiles([path])).toEqual([path]);
  });
});

describe('the journal of faults', () => {
  it('is read line by line', () => {
    const kill = { at: '2026-03-02T09:00:00.000Z', fault: 'kill', target: 'relay' };
    expect(readFaults(file('faults.jsonl', `${JSON.stringify(kill)}\n`))).toEqual([kill]);
    expect(() => readFaults(file('bad-faults.jsonl', '{"fault":"kill"}\n'))).toThrow('no fault');
  });
});
