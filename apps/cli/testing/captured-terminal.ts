import { Readable } from 'node:stream';
import { runCommandLine } from '../program.js';
import type { Terminal } from '../terminal.js';

export interface Ran {
  readonly exitCode: number;
  /** Standard output and standard error. */
  readonly out: string;
  readonly err: string;
}

export interface RunOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** What standard input gives, piece by piece. */
  readonly input?: readonly string[];
  /** Told of every printed line at once. */
  readonly onLine?: (line: string) => void;
}

/** A terminal for tests, and what was said on it so far. */
export function capturedTerminal({
  environment = {},
  signal,
  input = [],
  onLine,
}: RunOptions = {}): {
  readonly terminal: Terminal;
  readonly out: string[];
  readonly err: string[];
} {
  const out: string[] = [];
  const err: string[] = [];
  const terminal: Terminal = {
    print: (line) => {
      out.push(line);
      onLine?.(line);
    },
    note: (line) => void err.push(line),
    input: Readable.from(input),
    isInteractive: false,
    environment,
    signal: signal ?? new AbortController().signal,
  };
  return { terminal, out, err };
}

/** Runs a command line in this process and answers what it said. */
export async function runCaptured(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const { terminal, out, err } = capturedTerminal(options);
  const exitCode = await runCommandLine(args, terminal);
  return { exitCode, out: out.join('\n'), err: err.join('\n') };
}
