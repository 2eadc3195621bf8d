import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildProgram } from './program.js';
import { runCaptured } from './testing/captured-terminal.js';

const FIXTURES = join(import.meta.dirname, '../../test/import/fixtures');
const WORKFLOWS = join(import.meta.dirname, '../../config/workflows');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gongdan-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const leaves = (): string[][] => {
  const terminal = {
    print: () => undefined,
    note: () => undefined,
    isInteractive: false,
    environment: {},
    signal: new AbortController().signal,
  };
  return buildProgram(terminal).program.commands.flatMap((group) =>
    group.commands.length === 0
      ? [[group.name()]]
      : group.commands.map((command) => [group.name(), command.name()]),
  );
};

describe('help', () => {
  it.each(leaves())('of %s %s says what it does, with examples, and ends well', async (...path) => {
    const { exitCode, out } = await runCaptured([...path.filter(Boolean), '--help']);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^Usage: gongdan /);
    expect(out).toContain('--json');
    expect(out).toContain(`Examples:\n  npm run gongdan -- ${path.filter(Boolean).join(' ')}`);
  });
});

describe('a wrong call', () => {
  it.each([
    [['nonsense'], /unknown command 'nonsense'/],
    [['workflow', 'nonsense'], /unknown command 'nonsense'/],
    [['verify', '--loudly'], /unknown option '--loudly'/],
    [['ticket', 'show'], /missing required argument 'id'/],
    [
      ['ticket', 'show', 'x', '--as-of', 'yesterday'],
      /--as-of is 'yesterday'; allowed: an instant/,
    ],
    [['simulate', '--until', '2026-03-02'], /--until is '2026-03-02'; allowed: an instant/],
    [
      ['sla', 'what-if', '--from', '2026-03-02T09:00:00'],
      /--from is '2026-03-02T09:00:00'; allowed: an instant with its offset/,
    ],
    [['sla', 'what-if', '--to', '2026-02-30T09:00Z'], /--to is '2026-02-30T09:00Z'; allowed/],
    [['events', 'tail', '--limit', '0'], /--limit is '0'; allowed: a whole number from 1/],
    [['events', 'tail', '--types', 'TicketEaten'], /no event type 'TicketEaten'/],
    [['users', 'add', 'x', '--role', 'boss'], /no role 'boss'; known: clerk/],
    [['import', 'event-log', 'x.csv'], /required option '--mapping <file>' not specified/],
    [['workflow', 'draw', 'nowhere'], /no workflow 'nowhere'; known: contract, free/],
    [['workflow', 'draw', '--language', 'fr'], /--language is en or zh-CN, not 'fr'/],
  ])('%j ends with 2 and says why', async (args, words) => {
    const { exitCode, out, err } = await runCaptured(args);
    expect(err).toMatch(words);
    expect(exitCode).toBe(2);
    expect(out).toBe('');
    expect(err).not.toMatch(/^\s+at /m);
  });

  it('is also one with a wrong setting', async () => {
    const { exitCode, err } = await runCaptured(['verify'], { environment: { PORT: 'x' } });
    expect(err).toMatch(/PORT is "x"/);
    expect(exitCode).toBe(2);
  });
});

describe('a database that is not there', () => {
  it('ends with 3, one line and a hint, and a stack trace only where asked for', async () => {
    const environment = {
      DATA_DIR: join(folder, 'data'),
      DATABASE_URL: 'postgres://nobody:secret@127.0.0.1:1/none',
    };
    const quiet = await runCaptured(['verify'], { environment });
    expect(quiet.exitCode).toBe(3);
    expect(quiet.err).toMatch(/^error: .*\nhint: .*$/);
    expect(quiet.err).not.toContain('secret');
    const debug = await runCaptured(['verify'], {
      environment: { ...environment, LOG_LEVEL: 'debug' },
    });
    expect(debug.err).toMatch(/^\s+at /m);
  });
});

describe('workflow', () => {
  it('check finds nothing wrong with the definitions of the engine', async () => {
    const { exitCode, out } = await runCaptured(['workflow', 'check', '--json']);
    expect(exitCode).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      findings: [],
      definitions: expect.arrayContaining([{ id: 'imported', version: 1 }]) as unknown,
    });
  });

  it('check names file and line of what is wrong, and ends with 1', async () => {
    writeFileSync(join(folder, 'mine.v1.yaml'), 'id: mine\nversion: 1\nsurprise: yes\n');
    const { exitCode, out } = await runCaptured(['workflow', 'check', '--folder', folder]);
    expect(out).toMatch(/^mine\.v1\.yaml:3:1: .*surprise/m);
    expect(exitCode).toBe(1);
  });

  it('check and draw say what is wrong with a folder', async () => {
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    for (const command of ['check', 'draw']) {
      const nowhere = await runCaptured(['workflow', command, '--folder', join(folder, 'nowhere')]);
      expect(nowhere.exitCode).toBe(1);
      expect(nowhere.err).toMatch(/^error: The workflow definitions in .*nowhere cannot be read/);
      const wrong = await runCaptured(['workflow', command, '--folder', empty]);
      expect([wrong.exitCode, wrong.out]).toEqual([2, '']);
      expect(wrong.err).toBe(`error: there are no definitions (*.yaml) in ${empty}`);
    }
  });

  it('draw says where the faults are listed of definitions that it left out', async () => {
    const faulty = join(folder, 'faulty');
    mkdirSync(faulty);
    writeFileSync(join(faulty, 'mine.v1.yaml'), 'id: mine\n');
    const lists = /\d fault\(s\) in the definitions: workflow check lists them$/;
    for (const id of [[], ['mine']]) {
      const none = await runCaptured(['workflow', 'draw', ...id, '--folder', faulty]);
      expect([none.exitCode, none.out]).toEqual([2, '']);
      expect(none.err).toMatch(lists);
    }
    copyFileSync(join(WORKFLOWS, 'paid.v1.yaml'), join(faulty, 'paid.v1.yaml'));
    const some = await runCaptured(['workflow', 'draw', '--folder', faulty]);
    expect([some.exitCode, some.out]).toEqual([0, expect.stringMatching(/^stateDiagram-v2\n/)]);
    expect(some.err).toMatch(lists);
  });

  it('check reads definitions that end in yml, too, as the engine does', async () => {
    const other = join(folder, 'other');
    mkdirSync(other);
    writeFileSync(join(other, 'mine.v1.yml'), 'id: mine\nversion: 1\nsurprise: yes\n');
    const { out } = await runCaptured(['workflow', 'check', '--folder', other]);
    expect(out).toMatch(/^mine\.v1\.yml:3:1: .*surprise/m);
  });

  it('draw prints Mermaid diagrams', async () => {
    const one = await runCaptured(['workflow', 'draw', 'paid']);
    expect(one.out).toMatch(/^stateDiagram-v2\n/);
    const all = await runCaptured(['workflow', 'draw', '--json', '--language', 'zh-CN']);
    const drawn = JSON.parse(all.out) as { id: string; diagram: string }[];
    expect(drawn.map(({ id }) => id)).toContain('imported');
    expect(drawn[0]?.diagram).toContain('已登记');
  });
});

describe('import event-log', () => {
  const log = join(FIXTURES, 'repair-orders.csv');
  const mapping = join(FIXTURES, 'repair-orders.yaml');

  it('counts in a dry run without any database, and prints only JSON where asked to', async () => {
    const rejects = join(folder, 'rejects.csv');
    const args = ['import', 'event-log', log, '--mapping', mapping, '--rejects', rejects];
    const { exitCode, out } = await runCaptured([...args, '--dry-run', '--json']);
    expect(exitCode).toBe(0);
    const counts = JSON.parse(out) as Record<string, number>;
    expect(Object.keys(counts)).toEqual([
      'rows',
      'applied',
      'noChange',
      'rejected',
      'tickets',
      'events',
      'seconds',
    ]);
    expect(counts).toMatchObject({ rows: 16, applied: 14, noChange: 0, rejected: 2, tickets: 3 });
    const words = await runCaptured([...args, '--dry-run']);
    expect(words.out).toMatch(/^A dry run: nothing was written\.\n16 rows = 14 applied \+/);
    expect(words.out).toContain(rejects);
  });

  it('refuses to overwrite the log or its mapping with the rejects', async () => {
    const copy = join(folder, 'copy.csv');
    copyFileSync(log, copy);
    const args = ['import', 'event-log', copy, '--mapping', mapping, '--dry-run'];
    for (const rejects of [copy, join(folder, '.', 'copy.csv'), mapping]) {
      const { exitCode, err } = await runCaptured([...args, '--rejects', rejects]);
      expect(err).toContain('would overwrite');
      expect(exitCode).toBe(2);
    }
    expect(readFileSync(copy)).toEqual(readFileSync(log));
  });

  it('ends with 1 and the place in the mapping where that is wrong', async () => {
    const wrong = join(folder, 'wrong.yaml');
    writeFileSync(wrong, 'log: x\n');
    const { exitCode, err } = await runCaptured(['import', 'event-log', log, '--mapping', wrong]);
    expect(err).toMatch(/^error: wrong\.yaml:1: the mapping lacks 'times'$/m);
    expect(exitCode).toBe(1);
  });

  it('ends with 1 where mapping and log do not fit', async () => {
    const garbage = join(folder, 'garbage.csv');
    writeFileSync(garbage, 'number,incident_state\nA,B\n');
    const other = join(FIXTURES, '../../../config/imports/servicenow-incidents.yaml');
    const args = ['import', 'event-log', garbage, '--dry-run', '--mapping', other];
    const { exitCode, err } = await runCaptured(args);
    expect(err).toMatch(/servicenow-incidents\.yaml:\d+: the file has no column 'sys_updated_at'/);
    expect(exitCode).toBe(1);
  });
});
