import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { runCaptured } from './testing/captured-terminal.js';

jest.setTimeout(120_000);

const REPOSITORY = join(import.meta.dirname, '../..');
const FIXTURES = join(REPOSITORY, 'test/import/fixtures');
const HOOKS = join(REPOSITORY, 'test/setup/typescript-hooks.mjs');

let folder: string;
let environment: Record<string, string>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gongdan-reader-'));
  // PostgreSQL runs as a user of its own where the tests are run by root.
  chmodSync(folder, 0o755);
  environment = { DATA_DIR: join(folder, 'data') };
  const log = join(FIXTURES, 'repair-orders');
  const args = [`${log}.csv`, '--mapping', `${log}.yaml`, '--rejects', join(folder, 'rejects.csv')];
  const { exitCode } = await runCaptured(['import', 'event-log', ...args], { environment });
  expect(exitCode).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a command without an engine, whose output nobody reads from the first word on. */
async function unread(args: readonly string[], gone: readonly ('stdout' | 'stderr')[]) {
  const main = join(REPOSITORY, 'apps/cli/main.ts');
  const words = ['--disable-warning=ExperimentalWarning', '--import', HOOKS, main, ...args];
  const child = spawn(process.execPath, words, {
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].on('data', (bytes: Buffer) => (said[name] += bytes.toString()));
    if (gone.includes(name)) child[name].destroy();
  }
  await once(child, 'close');
  return { exitCode: child.exitCode, ...said };
}

const serverIsThere = () =>
  existsSync(join(environment['DATA_DIR'] ?? '', 'postgres/postmaster.pid'));

describe('a command whose reader goes away', () => {
  it('ends quietly and stops the database server that it started', async () => {
    for (const args of [['--after', '0', '--json'], ['--follow']]) {
      const { exitCode, stderr } = await unread(['events', 'tail', ...args], ['stdout']);
      expect([exitCode, stderr]).toEqual([0, '']);
      expect(serverIsThere()).toBe(false);
    }
  });

  it('goes on where only its notes are not read', async () => {
    const { exitCode, stdout } = await unread(['ticket', 'show', 'nowhere'], ['stderr']);
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(serverIsThere()).toBe(false);
    const wrong = await unread(['nowhere'], ['stderr']);
    expect(wrong.exitCode).toBe(2);
  });
});
