import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { GongdanError } from '@gongdan/core';
import { processCommand, processIdentity, worksIn } from '../data-folder/index.js';

/** What a running PostgreSQL writes into its folder. */
export interface PostmasterFile {
  readonly pid: number;
  readonly port: number;
  readonly status: string;
}

const POLL_MS = 20;
/** A fast shutdown writes what is dirty; then the server is told to stop at once (it recovers later). */
const FAST_SHUTDOWN_MS_MAX = 30_000;
const IMMEDIATE_SHUTDOWN_MS_MAX = 10_000;

export function readPostmasterFile(folder: string): PostmasterFile | undefined {
  const lines = linesOf(join(folder, 'postmaster.pid'));
  if (lines === undefined) return undefined;
  return {
    pid: Math.abs(Number(lines[0])),
    port: Number(lines[3]),
    status: lines[7]?.trim() ?? '',
  };
}

/** A server that gives up removes its file at any moment. */
function linesOf(path: string): string[] | undefined {
  try {
    return readFileSync(path, 'utf8').split('\n');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Clears what a killed run left behind: a server that still runs on this very folder is stopped cleanly,
 * the pid file of one that is gone is removed. Stopping and starting anew (instead of taking the server
 * over) makes sure that nothing of the killed run is still being committed, and that the server runs with
 * this version's options. Needs the data folder's lock. Answers what it did.
 */
export async function clearOrphan(folder: string): Promise<'nothing' | 'stopped' | 'stale file'> {
  const file = readPostmasterFile(folder);
  if (file === undefined) return 'nothing';
  if (isServerOf(folder, file.pid)) {
    await stopServer(file.pid);
    return 'stopped';
  }
  // The pid is free or somebody else's now. PostgreSQL would refuse to start in the second case.
  rmSync(join(folder, 'postmaster.pid'), { force: true });
  return 'stale file';
}

/**
 * True only for a PostgreSQL that was started on this folder: another process may have got the pid. A server
 * works in its folder, so it is known there under any path: through a link, or moved since.
 */
function isServerOf(folder: string, pid: number): boolean {
  const command = processCommand(pid);
  if (command === undefined || !command.includes('postgres')) return false;
  return worksIn(pid, folder) ?? command.includes(folder);
}

/** Stops a server by pid: fast, then at once, then by force. Resolves when the process is gone. */
export async function stopServer(pid: number): Promise<void> {
  if (await signalled(pid, 'SIGINT', FAST_SHUTDOWN_MS_MAX)) return;
  if (await signalled(pid, 'SIGQUIT', IMMEDIATE_SHUTDOWN_MS_MAX)) return;
  if (await signalled(pid, 'SIGKILL', IMMEDIATE_SHUTDOWN_MS_MAX)) return;
  throw new GongdanError({
    code: 'DATABASE.CANNOT_STOP',
    category: 'bug',
    message: `The database server (process ${pid}) does not stop.`,
    hint: `Stop it by hand: kill ${pid}`,
  });
}

async function signalled(pid: number, signal: NodeJS.Signals, msMax: number): Promise<boolean> {
  const identity = processIdentity(pid);
  if (identity === undefined) return true;
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return true;
    throw notOurs(pid, error);
  }
  for (let waitedMs = 0; waitedMs < msMax; waitedMs += POLL_MS) {
    if (processIdentity(pid) !== identity) return true;
    await pause(POLL_MS);
  }
  return false;
}

const notOurs = (pid: number, cause: unknown): GongdanError =>
  new GongdanError(
    {
      code: 'DATABASE.CANNOT_STOP',
      category: 'forbidden',
      message: `The database server of a killed run (process ${pid}) belongs to another user.`,
      hint: `Stop it as that user: kill ${pid}`,
    },
    { cause },
  );
