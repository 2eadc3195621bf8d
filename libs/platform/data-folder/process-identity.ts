import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';

/**
 * Tells a process from a later one that was given the same pid (after a reboot or in a restarted
 * container). Undefined: no such process.
 */
export function processIdentity(pid: number): string | undefined {
  if (!Number.isSafeInteger(pid) || pid <= 0 || !isAlive(pid)) return undefined;
  if (process.platform === 'linux') return linuxIdentity(pid);
  if (process.platform === 'win32') return 'alive';
  return askPs(pid, 'lstart');
}

/** The command line of a process, as far as the system tells; undefined: no such process. */
export function processCommand(pid: number): string | undefined {
  if (!isAlive(pid)) return undefined;
  if (process.platform !== 'linux') return askPs(pid, 'command');
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return undefined;
  }
}

/** Whether the folder is the process’s working folder; undefined: not to be learnt. */
export function worksIn(pid: number, folder: string): boolean | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    const [its, ours] = [statSync(`/proc/${pid}/cwd`), statSync(folder)];
    return its.dev === ours.dev && its.ino === ours.ino;
  } catch {
    return undefined;
  }
}

/** The pid of the process that started this one; undefined: not to be learnt. */
export function parentOf(pid: number): number | undefined {
  const found = process.platform === 'linux' ? statusOf(pid)?.[1] : askPs(pid, 'ppid');
  const parent = Number(found ?? Number.NaN);
  return Number.isSafeInteger(parent) && parent > 0 ? parent : undefined;
}

/** Fields 3 and following of /proc/<pid>/stat: state, parent … */
function statusOf(pid: number): string[] | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may itself hold spaces and parentheses.
    return status.slice(status.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

function linuxIdentity(pid: number): string | undefined {
  const fields = statusOf(pid);
  // Z: dead, only not yet reaped by its parent. Of the whole line the start is field 22.
  if (fields === undefined || fields[0] === 'Z') return undefined;
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return `${boot}/${fields[19] ?? ''}`;
}

function askPs(pid: number, column: string): string | undefined {
  const answer = spawnSync('ps', ['-o', `${column}=`, '-p', String(pid)], { encoding: 'utf8' });
  const text = answer.stdout?.trim();
  return text === undefined || text === '' ? undefined : text;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // alive, and somebody else's
  }
}
