import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { EventStore } from '@gongdan/event-store';

/** How far an import came: the first `cases` cases of the file are all in the store. */
interface Content {
  readonly source: string;
  readonly cases: number;
  /** The newest event known then. It must still be there: else this belongs to another store. */
  readonly position: number;
  readonly eventId: string;
}

/** How much of the beginning and of the end of a file stands for the whole. */
const SAMPLED_BYTES = 1_048_576;

/**
 * Remembers how far an import came, so that the next run need not send again what is there. A hint only:
 * without it, or where it does not fit, everything is sent again and found to be there.
 */
export class Checkpoint {
  private constructor(
    private readonly path: string | undefined,
    private readonly source: string,
    /** So many cases need not be sent again. */
    readonly casesDone: number,
  ) {}

  static none(): Checkpoint {
    return new Checkpoint(undefined, '', 0);
  }

  /** Reads `<folder>/<log>.json`. Belongs to this very file, mapping and store, or counts as nothing. */
  static async load(
    folder: string,
    log: string,
    source: { readonly file: string; readonly mapping: string; readonly workflow: string },
    store: EventStore,
  ): Promise<Checkpoint> {
    const path = join(folder, `${log}.json`);
    const fingerprint = await fingerprintOf(source);
    const content = contentOf(path);
    if (content?.source !== fingerprint) return new Checkpoint(path, fingerprint, 0);
    const page = await store.readLog({ after: Math.max(content.position - 1, 0), limit: 1 });
    const found = page.events[0]?.id === content.eventId;
    return new Checkpoint(path, fingerprint, found ? content.cases : 0);
  }

  /** `position`: of an event that is in the store. */
  async save(cases: number, position: number, store: EventStore): Promise<void> {
    if (this.path === undefined || position === 0 || cases <= this.casesDone) return;
    const page = await store.readLog({ after: position - 1, limit: 1 });
    const eventId = page.events[0]?.id;
    if (eventId === undefined) return;
    const content: Content = { source: this.source, cases, position, eventId };
    mkdirSync(join(this.path, '..'), { recursive: true });
    writeFileSync(`${this.path}.new`, JSON.stringify(content));
    renameSync(`${this.path}.new`, this.path);
  }
}

function contentOf(path: string): Content | undefined {
  try {
    const content = JSON.parse(readFileSync(path, 'utf8')) as Partial<Content>;
    const { source, cases, position, eventId } = content;
    const whole = Number.isSafeInteger(cases) && Number.isSafeInteger(position);
    if (!whole || typeof source !== 'string' || typeof eventId !== 'string') return undefined;
    return content as Content;
  } catch {
    return undefined; // not there, or a torn write: then there is no hint
  }
}

async function fingerprintOf(source: {
  readonly file: string;
  readonly mapping: string;
  readonly workflow: string;
}): Promise<string> {
  const { size, mtimeMs } = await stat(source.file);
  const digest = createHash('sha256').update(
    JSON.stringify([size, mtimeMs, source.mapping, source.workflow]),
  );
  const file = await open(source.file);
  try {
    for (const position of [0, Math.max(size - SAMPLED_BYTES, 0)]) {
      const { buffer, bytesRead } = await file.read({
        buffer: Buffer.alloc(SAMPLED_BYTES),
        position,
      });
      digest.update(buffer.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
  return digest.digest('hex');
}
