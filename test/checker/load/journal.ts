import { closeSync, openSync, writeSync } from 'node:fs';
import type { Attempt } from '../evidence.js';

export interface Journal {
  write(attempt: Attempt): void;
  close(): void;
}

/** JSON lines; each is written before the next step, so that it survives the death of its client. */
export function openJournal(file: string): Journal {
  const handle = openSync(file, 'a');
  return {
    write: (attempt) => writeSync(handle, `${JSON.stringify(attempt)}\n`),
    close: () => closeSync(handle),
  };
}
