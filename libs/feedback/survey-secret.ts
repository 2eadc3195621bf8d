import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { GongdanError, messageOf } from '@gongdan/core';
import { SURVEY_SECRET_BYTES } from './domain/survey-token.js';

/**
 * The secret that survey links are derived from, made where there is none: any number of processes agree
 * on one. It lies beside the keys of personal data, because the database alone must not be enough to
 * answer in a customer’s place. Were it lost, links that are out would no longer open; nothing else.
 * Throws `FEEDBACK.NO_SECRET` (transient).
 */
export function surveySecretIn(path: string): Uint8Array {
  try {
    return read(path) ?? create(path);
  } catch (error) {
    if (error instanceof GongdanError) throw error;
    throw noSecret(path, messageOf(error), error);
  }
}

function read(path: string): Uint8Array | undefined {
  let bytes;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  if (bytes.length === SURVEY_SECRET_BYTES) return bytes;
  throw noSecret(path, `it holds ${bytes.length} bytes instead of ${SURVEY_SECRET_BYTES}`);
}

/** Written aside and linked into its place: nobody ever reads half of it, and the first one wins. */
function create(path: string): Uint8Array {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.${randomBytes(8).toString('hex')}`;
  writeFileSync(temporary, randomBytes(SURVEY_SECRET_BYTES), { mode: 0o600, flush: true });
  try {
    linkSync(temporary, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
  const made = read(path);
  if (made) return made;
  throw noSecret(path, 'it could not be made');
}

const noSecret = (path: string, words: string, cause?: unknown): GongdanError =>
  new GongdanError(
    {
      code: 'FEEDBACK.NO_SECRET',
      category: 'transient',
      message: `The secret of survey links in ${path} cannot be used: ${words}.`,
      hint: 'Restore the file, or remove it: links that are out will then no longer open.',
    },
    cause === undefined ? {} : { cause },
  );
