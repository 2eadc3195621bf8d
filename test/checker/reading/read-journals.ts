import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Attempt, AttemptResult, Fault } from '../evidence.js';

const RESULTS: readonly AttemptResult[] = ['ok', 'refused', 'unknown'];

/** Files, and all `*.jsonl` of folders. */
export const journalFiles = (paths: readonly string[]): string[] =>
  paths.flatMap((path) =>
    statSync(path).isDirectory()
      ? readdirSync(path)
          .filter((name) => name.endsWith('.jsonl'))
          .map((name) => join(path, name))
      : [path],
  );

/**
 * The tries in clients’ journals. A try is written down before it is sent (`unknown`) and again when it was
 * answered: the later line counts. Throws where a line cannot be read, but for the last one of a file,
 * which a client’s death may have cut.
 */
export function readJournals(files: readonly string[]): Attempt[] {
  const attempts = new Map<string, Attempt>();
  for (const file of files) {
    for (const [number, line] of lines(file)) {
      const attempt = line as Attempt;
      const place = `${file}:${number}`;
      if (!RESULTS.includes(attempt.result)) throw new Error(`${place}: no result`);
      if (!attempt.commandKey || attempt.commandKey.includes(':')) {
        throw new Error(`${place}: a key is not empty and has no colon`);
      }
      attempts.set(`${attempt.client} ${attempt.commandKey} ${attempt.attempt}`, attempt);
    }
  }
  return [...attempts.values()];
}

export const readFaults = (file: string): Fault[] =>
  [...lines(file)].map(([number, line]) => {
    const fault = line as Fault;
    if (!fault.fault || !fault.target) throw new Error(`${file}:${number}: no fault or target`);
    return fault;
  });

function* lines(file: string): Generator<readonly [number: number, value: unknown]> {
  const texts = readFileSync(file, 'utf8').split('\n');
  for (const [index, text] of texts.entries()) {
    if (text === '') continue;
    try {
      yield [index + 1, JSON.parse(text)];
    } catch (error) {
      if (index < texts.length - 1)
        throw new Error(`${file}:${index + 1}: no JSON`, { cause: error });
    }
  }
}
