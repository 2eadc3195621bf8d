import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { ExpectedVersion } from '@gongdan/event-store';

/** What a client wanted, written down before it asked. */
export interface Intent {
  /** Unique over all clients. */
  readonly operation: string;
  readonly writes: readonly {
    readonly stream: string;
    readonly expected: ExpectedVersion;
    readonly ids: readonly string[];
  }[];
  readonly command?: {
    readonly key: string;
    readonly fingerprint: string;
    readonly outcome: unknown;
  };
}

/** What it was told. */
export type Told =
  | {
      readonly status: 'appended';
      readonly positions: readonly number[];
      readonly versions: readonly number[];
    }
  | { readonly status: 'conflict'; readonly stream: string; readonly actual: number }
  | { readonly status: 'replayed'; readonly outcome: unknown; readonly position: number }
  | { readonly status: 'key-reused' }
  /** A failure after which nothing may be there. */
  | { readonly status: 'refused'; readonly code: string }
  /** Anything may be there, but all or nothing. */
  | { readonly status: 'unknown' };

export interface Entry {
  readonly intent: Intent;
  /** `unknown` too where the client died before it was told. */
  readonly told: Told;
}

export interface Journal {
  intend(intent: Intent): void;
  told(operation: string, told: Told): void;
}

/** Survives the death of its process at any moment: every line is written before the next step. */
export function openJournalFile(path: string): Journal & { close(): void } {
  const file = openSync(path, 'a');
  return {
    intend: (intent) => writeSync(file, `${JSON.stringify({ intent })}\n`),
    told: (operation, told) => writeSync(file, `${JSON.stringify({ operation, told })}\n`),
    close: () => closeSync(file),
  };
}

export class JournalInMemory implements Journal {
  private readonly intents = new Map<string, Intent>();
  private readonly answers = new Map<string, Told>();

  intend(intent: Intent): void {
    this.intents.set(intent.operation, intent);
  }

  told(operation: string, told: Told): void {
    this.answers.set(operation, told);
  }

  entries(): Entry[] {
    return [...this.intents].map(([operation, intent]) => ({
      intent,
      told: this.answers.get(operation) ?? { status: 'unknown' },
    }));
  }
}

type Line = { readonly intent: Intent } | { readonly operation: string; readonly told: Told };

export function readJournalFile(path: string): Entry[] {
  const journal = new JournalInMemory();
  const lines = readFileSync(path, 'utf8').split('\n');
  // The last line has no newline where the process died while it wrote it: it counts for nothing.
  for (const text of lines.slice(0, -1)) {
    const line = JSON.parse(text) as Line;
    if ('intent' in line) journal.intend(line.intent);
    else journal.told(line.operation, line.told);
  }
  return journal.entries();
}
