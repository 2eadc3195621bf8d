import { createHmac, randomBytes, timingSafeEqual, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { GongdanError, type Instant } from '@gongdan/core';
import { isFileError, replaceDurably } from '../key-vault/durable-files.js';

/** Where the log ended when this was written. A hash chain does not see a cut tail; this does. */
export interface LogHead {
  readonly lastPosition: number;
  /** Hash of the event at `lastPosition`. */
  readonly eventHash: string;
  /** Over all events up to it; see `nextLogDigest`. */
  readonly logDigest: string;
  readonly streams: number;
  readonly writtenAt: Instant;
}

/**
 * What the file is found to be. Without the key of the vault: `unchecked`, as the file says it, or
 * `elsewhere`, where there is no file either.
 */
export type HeadReading =
  | { readonly status: 'absent' | 'elsewhere' }
  | { readonly status: 'forged'; readonly why: string }
  | { readonly status: 'signed' | 'unchecked'; readonly head: LogHead };

/**
 * The signed head as a file outside the database: JSON, with an HMAC-SHA256 under a key of the key
 * vault. Whoever can change the database but not the vault cannot make one that fits.
 */
export class HeadFile {
  constructor(
    readonly path: string,
    private readonly signingKey: KeyObject,
  ) {}

  read(): Promise<HeadReading> {
    return readHead(this.path, this.signingKey);
  }

  /** Replaces the file in one step; readers see the old head or the new one. */
  async write(head: LogHead): Promise<void> {
    const signature = signatureOf(head, this.signingKey).toString('hex');
    const text = `${JSON.stringify({ ...head, signature }, null, 2)}\n`;
    await replaceDurably(this.path, `${this.path}.${randomBytes(8).toString('hex')}`, text);
  }
}

/**
 * Reads the head at `path`, which nobody has to have written yet. Without the key it is taken at its word:
 * somebody who can write the file may have made it anew. Throws `STORE.HEAD_NOT_A_FILE`.
 */
export async function readHead(
  path: string,
  signingKey: KeyObject | undefined,
): Promise<HeadReading> {
  let text;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (isFileError(error, 'EISDIR')) throw notAFile(path, error);
    if (!isFileError(error, 'ENOENT')) throw error;
    return { status: signingKey ? 'absent' : 'elsewhere' };
  }
  const signed = parse(text);
  if (!signed) return { status: 'forged', why: `${path} is no log head` };
  const { signature, ...head } = signed;
  if (!signingKey) return { status: 'unchecked', head };
  const expected = signatureOf(head, signingKey);
  const given = Buffer.from(signature, 'hex');
  const fits = given.length === expected.length && timingSafeEqual(given, expected);
  if (fits) return { status: 'signed', head };
  return { status: 'forged', why: `${path} is not signed with the key of this vault` };
}

function signatureOf(head: LogHead, signingKey: KeyObject): Buffer {
  const { lastPosition, eventHash, logDigest, streams, writtenAt } = head;
  const signed = JSON.stringify([lastPosition, eventHash, logDigest, streams, writtenAt]);
  return createHmac('sha256', signingKey).update(signed).digest();
}

function parse(text: string): (LogHead & { readonly signature: string }) | undefined {
  let value;
  try {
    value = JSON.parse(text) as Readonly<Record<string, unknown>> | null;
  } catch {
    return undefined;
  }
  const { lastPosition, eventHash, logDigest, streams, writtenAt, signature } = value ?? {};
  if (!Number.isSafeInteger(lastPosition) || !Number.isSafeInteger(streams)) return undefined;
  for (const member of [eventHash, logDigest, writtenAt, signature]) {
    if (typeof member !== 'string') return undefined;
  }
  const members = { lastPosition, eventHash, logDigest, streams, writtenAt, signature };
  return members as LogHead & { signature: string };
}

/** Node’s own words do not name it. */
const notAFile = (path: string, cause: unknown): GongdanError =>
  new GongdanError(
    {
      code: 'STORE.HEAD_NOT_A_FILE',
      category: 'invalid',
      message: `${path} is a folder; it must be the file with the signed head of the log.`,
      hint: 'Remove that folder, and bring the file back if there was one. Where Docker made it for a bind mount of a file that was not there: mount DATA_DIR as a whole instead.',
    },
    { cause },
  );

/** The log that the head speaks of is not there at all. */
export const logLost = (path: string, { lastPosition, writtenAt }: LogHead): GongdanError =>
  new GongdanError({
    code: 'STORE.LOG_LOST',
    category: 'invalid',
    message: `The log is empty, but ${path} says that it had ${lastPosition} event(s) at ${writtenAt}.`,
    hint: 'Does DATABASE_URL (or KURRENTDB_URL, or DATA_DIR) point to the right place? Else restore the log from its backup. Only to begin anew: remove that file.',
  });
