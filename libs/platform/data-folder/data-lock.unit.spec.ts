import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawnTypescript } from '../../../test/setup/spawned-program.js';
import { holderOf, lockDataFolder } from './data-lock.js';
import { processIdentity } from './process-identity.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gongdan-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const RACER = join(import.meta.dirname, '../testing/race-for-lock.ts');
const lockFile = () => join(folder, 'engine.lock');

describe('the lock of a data folder', () => {
  it('is held once, and free again after release', () => {
    const lock = lockDataFolder(folder, 'the first');
    expect(() => lockDataFolder(folder, 'the second')).toThrow(
      `in use by process ${process.pid} (the first)`,
    );
    expect(holderOf(folder)).toMatchObject({ pid: process.pid, purpose: 'the first' });
    lock.release();
    expect(holderOf(folder)).toBeUndefined();
    lockDataFolder(folder, 'the second').release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    ['of a process that is gone', { pid: 2 ** 22 + 1, identity: 'x', purpose: 'old' }],
    ['whose pid another process has now', { pid: process.pid, identity: 'x', purpose: 'old' }],
  ])('is taken over %s', (_case, content) => {
    writeFileSync(lockFile(), JSON.stringify(content));
    const lock = lockDataFolder(folder, 'new');
    expect(holderOf(folder)?.purpose).toBe('new');
    lock.release();
  });

  it('is taken over where the file is cut short or is no JSON', () => {
    for (const rubbish of ['', '{"pid":', 'null', '[]']) {
      writeFileSync(lockFile(), rubbish);
      lockDataFolder(folder, 'new').release();
    }
  });

  it('is not taken where a folder has its name, and says what and where', () => {
    mkdirSync(lockFile());
    const notAFile = expect.objectContaining({
      code: 'DATA_FOLDER.NOT_A_FILE',
      message: `${lockFile()} is a folder; it must be a file that the engine writes itself.`,
      hint: expect.stringContaining('bind mount'),
    });
    expect(() => lockDataFolder(folder, 'new')).toThrow(notAFile);
    expect(() => holderOf(folder)).toThrow(notAFile);
    expect(readdirSync(folder)).toEqual(['engine.lock']);
  });

  it('is not removed by a release after somebody else took it over', () => {
    const lock = lockDataFolder(folder, 'first');
    const other = JSON.stringify({ pid: 1, identity: processIdentity(1), purpose: 'other' });
    writeFileSync(lockFile(), other);
    lock.release();
    expect(readFileSync(lockFile(), 'utf8')).toBe(other);
  });

  it('goes to exactly one of many processes that race for a stale one', async () => {
    writeFileSync(lockFile(), JSON.stringify({ pid: 2 ** 22 + 1, identity: 'x', purpose: 'old' }));
    const racers = Array.from({ length: 6 }, () => spawnTypescript(RACER, { FOLDER: folder }));
    await Promise.all(racers.map((racer) => racer.line('done')));
    const outcomes = racers.map((racer) => racer.lines.find((line) => /^(won|lost)/.test(line)));
    expect(outcomes.filter((outcome) => outcome === 'won')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'lost DATA_FOLDER.IN_USE')).toHaveLength(5);
    await Promise.all(racers.map((racer) => racer.end('SIGTERM')));
  }, 30_000);
});
