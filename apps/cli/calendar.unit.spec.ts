import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnTypescript } from '../../test/setup/spawned-program.js';
import { QUESTION_LENGTH_MAX } from './calendar-batch.js';
import { runCaptured } from './testing/captured-terminal.js';

const FIXTURES = join(import.meta.dirname, '../../libs/calendar/testing');
const OURS = ['--calendar-file', join(FIXTURES, 'calendars.json')];

interface Case {
  readonly id: string;
  readonly due: string;
  readonly elapsed: string;
}
const cases = JSON.parse(readFileSync(join(FIXTURES, 'business-time.json'), 'utf8')) as Case[];

let folder: string;
let questions: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gongdan-calendar-cli-'));
  questions = join(folder, 'questions.jsonl');
  writeFileSync(questions, cases.map((one) => `${JSON.stringify(one)}\n`).join(''));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const due = ['calendar', 'due'];
const elapsed = ['calendar', 'elapsed'];
const plain = [...OURS, '--calendar', 'plain', '--from', '2026-03-02T09:00:00Z'];

describe('calendar due and elapsed', () => {
  it('print the answer and nothing else', async () => {
    expect(await runCaptured([...due, ...plain, '--target', 'PT8H'])).toEqual({
      exitCode: 0,
      out: '2026-03-02T17:00:00Z',
      err: '',
    });
    expect(await runCaptured([...elapsed, ...plain, '--to', '2026-03-03T10:00+00:00'])).toEqual({
      exitCode: 0,
      out: 'PT9H',
      err: '',
    });
    const json = await runCaptured([...due, ...plain, '--target', 'PT1H', '--json']);
    expect(json.out).toBe('{"due":"2026-03-02T10:00:00Z"}');
  });

  it('take any number of pauses', async () => {
    const pauses = ['--pause', '2026-03-02T15:00Z/2026-03-02T16:00Z'].concat([
      '--pause',
      '2026-03-02T10:00Z/2026-03-02T11:00Z',
    ]);
    const { out } = await runCaptured([...due, ...plain, '--target', 'PT8H', ...pauses]);
    expect(out).toBe('2026-03-03T11:00:00Z');
    const until = ['--to', '2026-03-02T17:00Z'];
    expect((await runCaptured([...elapsed, ...plain, ...until, ...pauses])).out).toBe('PT6H');
  });

  it('know the calendars of the engine', async () => {
    const office = ['--calendar', 'office', '--from', '2026-02-14T17:00+08:00'];
    const { out } = await runCaptured([...due, ...office, '--target', 'PT2H']);
    expect(out).toBe('2026-02-24T01:30:00Z');
  });

  it.each([
    [['--target', 'P1D'], 2, /'P1D' does not say what a day is.*\nhint: .*PT24H.*working day/],
    [['--target', '8h'], 2, /'8h' is no business time/],
    [['--target', 'PT8H', '--pause', '2026-03-02T15:00Z'], 2, /--pause 1 must have two ends/],
    [
      ['--target', 'PT8H', '--pause', '2026-03-02T15:00Z/2026-03-02T14:00Z'],
      2,
      /A pause ends before it begins/,
    ],
    [
      ['--target', 'PT8H', '--from', '2026-03-02T09:00'],
      2,
      /--from is '2026-03-02T09:00'; allowed/,
    ],
    [['--target', 'PT8H', '--calendar', 'x'], 2, /no calendar 'x'; known: berlin-24x7/],
    [['--target', 'PT87600H', '--calendar', 'berlin-night'], 1, /Nothing falls due within 7320/],
    [[], 2, /--target is missing/],
    [['--batch', 'x.jsonl'], 2, /leave out --calendar/],
  ])('%j ends with %d and says why', async (args, exitCode, words) => {
    const ran = await runCaptured([...due, ...plain, ...args]);
    expect(ran.err).toMatch(words);
    expect(ran).toMatchObject({ exitCode, out: '' });
  });

  it('know the calendars of an engine that has a folder of its own', async () => {
    const office = { office: { timeZone: 'UTC', weekly: { sat: ['06:00-12:00'] } } };
    const ours = join(folder, 'calendars');
    mkdirSync(ours);
    writeFileSync(join(ours, 'office.json'), JSON.stringify(office));
    const asked = ['--calendar', 'office', '--from', '2026-02-14T07:00Z', '--target', 'PT1H'];
    const { out } = await runCaptured([...due, ...asked], {
      environment: { CALENDAR_FOLDER: ours },
    });
    expect(out).toBe('2026-02-14T08:00:00Z');
  });

  it('name file and line of a calendar that is wrong', async () => {
    const wrong = join(folder, 'wrong.json');
    writeFileSync(wrong, '{\n  "x": {"timeZone": "UTC", "weekly": {"mon": ["8-9"]}}\n}\n');
    const args = ['--calendar-file', wrong, '--calendar', 'x', '--from', '2026-03-02T09:00Z'];
    const { exitCode, err } = await runCaptured([...due, ...args, '--target', 'PT1H']);
    expect(err).toMatch(/^ {2}wrong\.json:2:\d+: '8-9' is no window/m);
    expect(exitCode).toBe(1);
  });
});

describe('a batch', () => {
  it('answers all cases, a line each, in order', async () => {
    for (const kind of ['due', 'elapsed'] as const) {
      const ran = await runCaptured(['calendar', kind, ...OURS, '--batch', questions]);
      expect(ran).toMatchObject({ exitCode: 0, err: '' });
      expect(ran.out.split('\n')).toEqual(
        cases.map((one) => JSON.stringify({ id: one.id, [kind]: one[kind] })),
      );
    }
  });

  it('reads standard input, however it comes in pieces', async () => {
    const text = `\n${readFileSync(questions, 'utf8').trimEnd()}`;
    const input = text.match(/[^]{1,37}/g)!;
    const ran = await runCaptured([...due, ...OURS, '--batch', '-'], { input });
    expect(ran.out.split('\n')).toHaveLength(cases.length);
    expect((await runCaptured([...due, ...OURS, '--batch', '-'])).out).toBe('');
  });

  it('answers a bad line with its number and what is wrong, goes on, and ends with 1', async () => {
    const good = '{"calendar":"plain","start":"2026-03-02T09:00:00Z","target":"PT1H"}';
    const input = [
      good,
      'nonsense',
      '[]',
      '{"id":4}',
      good.replace('PT1H', 'P1D').replace('{', '{"id":"five",'),
      good.replace('plain', 'x'),
      good.replace('}', ',"pauses":[["2026-03-02T09:00:00Z","2026-03-01T09:00:00Z"]]}'),
      good.replace('2026-03-02', '2300-03-02'),
      ' '.repeat(QUESTION_LENGTH_MAX - good.length) + good,
      ' '.repeat(QUESTION_LENGTH_MAX - good.length + 1) + good,
    ].join('\n');
    const { exitCode, out, err } = await runCaptured([...due, ...OURS, '--batch', '-'], {
      input: [input],
    });
    const answered = { id: null, due: '2026-03-02T10:00:00Z' };
    const wrong = (id: unknown, words: RegExp) => ({ id, error: expect.stringMatching(words) });
    expect(out.split('\n').map((line) => JSON.parse(line) as unknown)).toEqual([
      answered,
      wrong(null, /^line 2: not valid JSON$/),
      wrong(null, /^line 3: must be a JSON object$/),
      wrong(4, /^line 4: calendar is missing$/),
      wrong('five', /^line 5: 'P1D' does not say what a day is\. Say whether a calendar day/),
      wrong(null, /^line 6: There is no calendar 'x'/),
      wrong(null, /^line 7: A pause ends before it begins/),
      wrong(null, /^line 8: from \(\d+\) is not within the years/),
      answered,
      wrong(null, /^line 10: longer than 1000000 characters$/),
    ]);
    expect(exitCode).toBe(1);
    expect(err).toBe('error: 8 line(s) could not be answered; each says why');
  });

  it('says that a file is not there', async () => {
    const ran = await runCaptured([...due, ...OURS, '--batch', join(folder, 'nowhere.jsonl')]);
    expect(ran.err).toMatch(/which cannot be read: .*ENOENT/);
    expect(ran.exitCode).toBe(2);
  });

  it('says that a folder is no file', async () => {
    const ran = await runCaptured([...due, ...OURS, '--batch', folder]);
    expect(ran.err).toMatch(/^error: --batch is '.*', which cannot be read: it is a folder$/);
    expect(ran.exitCode).toBe(2);
  });
});

describe('calendar holidays', () => {
  it('prints lists to be pasted', async () => {
    const args = ['calendar', 'holidays', '--country', 'cn', '--from', '2026', '--to', '2026'];
    const { exitCode, out } = await runCaptured([...args, '--windows', '09:00-12:00, 13:00-17:00']);
    expect(exitCode).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      holidays: expect.arrayContaining(['2026-02-17', '2026-10-01']) as unknown,
      extraWorkingDays: { '2026-02-14': ['09:00-12:00', '13:00-17:00'] },
    });
    const without = await runCaptured(args);
    expect(without.err).toMatch(/2026-01-04 is a make-up working day[^]*--windows/);
    expect(without.exitCode).toBe(1);
    const wrong = await runCaptured([...args, '--windows', '9-12']);
    expect(wrong.err).toMatch(/'9-12' is no window/);
    const germany = ['calendar', 'holidays', '--country', 'de', '--from', '2026', '--json'];
    expect((await runCaptured([...germany, '--to', '2027'])).out).toMatch(/^{"holidays":\[.*\]/);
    expect((await runCaptured([...germany, '--to', '2025'])).err).toMatch(/--to is 2025; allowed/);
    expect((await runCaptured([...germany, '--to', '2075'])).exitCode).toBe(0);
    expect((await runCaptured([...germany, '--to', '2076'])).exitCode).toBe(2);
  });

  it.each([
    ['cn', 'America/St_Johns'],
    ['cn', 'Pacific/Kiritimati'],
    ['de', 'America/St_Johns'],
    ['de', 'Pacific/Kiritimati'],
  ])('prints the same of %s on a machine in %s', async (country, zone) => {
    const years = ['--from', '2026', '--to', '2026', '--windows', '09:00-12:00', '--json'];
    const args = ['calendar', 'holidays', '--country', country, ...years];
    const there = spawnTypescript(join(import.meta.dirname, 'main.ts'), { TZ: zone }, { args });
    const printed = await there.line('{');
    expect(printed).toMatch(/^{"holidays":\["2026-01-01",/);
    expect(printed).toBe((await runCaptured(args)).out);
    await there.closed;
  });
});
