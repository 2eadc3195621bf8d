import type { StreamName } from '@gongdan/core';
import type { ReadConnections } from './read-connections.js';
import type { EventRow, StreamReadStatements } from './read-queries.js';

/** Most reads in one statement. */
export const BATCH_READS_MAX = 64;
/** Most events of each stream that a statement for several brings; the rest is read on alone. */
export const BATCH_EVENTS_EACH = 100;

interface StreamRead {
  readonly stream: StreamName;
  readonly fromVersion: number;
  readonly limit: number;
}

interface WaitingRead extends StreamRead {
  readonly resolve: (rows: readonly EventRow[]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Reads of streams that one turn of the event loop asks for go together in one statement. Most of what such a read
 * costs this process is the way there and back, and whoever reacts to many events reads many short streams at once.
 */
export class StreamReads {
  private waiting: WaitingRead[] = [];

  constructor(
    private readonly connections: Pick<ReadConnections, 'query'>,
    private readonly statements: StreamReadStatements,
  ) {}

  /** Rows of a stream from a version on, in the order of the direction. Throws what `ReadConnections` throws. */
  read(stream: StreamName, fromVersion: number, limit: number): Promise<readonly EventRow[]> {
    return new Promise((resolve, reject) => {
      if (this.waiting.length === 0) setImmediate(() => this.flush());
      this.waiting.push({ stream, fromVersion, limit, resolve, reject });
    });
  }

  private flush(): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (let from = 0; from < waiting.length; from += BATCH_READS_MAX) {
      void this.send(waiting.slice(from, from + BATCH_READS_MAX));
    }
  }

  private async send(reads: readonly WaitingRead[]): Promise<void> {
    try {
      const [only] = reads;
      if (only !== undefined && reads.length === 1) only.resolve(await this.readOne(only));
      else await this.readSeveral(reads);
    } catch (error) {
      for (const { reject } of reads) reject(error);
    }
  }

  private readOne({ stream, fromVersion, limit }: StreamRead) {
    const { name, text } = this.statements.one;
    return this.connections.query<EventRow>(name, text, [stream, fromVersion, limit]);
  }

  private async readSeveral(reads: readonly WaitingRead[]): Promise<void> {
    const { name, text } = this.statements.several;
    const rows = await this.connections.query<[number: string, ...EventRow]>(name, text, [
      reads.map(({ stream }) => stream),
      reads.map(({ fromVersion }) => fromVersion),
      reads.map(({ limit }) => Math.min(limit, BATCH_EVENTS_EACH)),
    ]);
    const found = reads.map(() => [] as EventRow[]);
    for (const [number, ...row] of rows) found[Number(number) - 1]?.push(row);
    reads.forEach((read, index) => {
      const rowsOfRead = found[index] ?? [];
      this.readOn(read, rowsOfRead).then(read.resolve, read.reject);
    });
  }

  /** What a statement for several left behind. */
  private async readOn(
    { stream, limit }: StreamRead,
    rows: readonly EventRow[],
  ): Promise<readonly EventRow[]> {
    const last = rows.at(-1);
    if (last === undefined || rows.length < BATCH_EVENTS_EACH || limit <= rows.length) return rows;
    const fromVersion = Number(last[2]) + this.statements.step;
    const rest = { stream, fromVersion, limit: limit - rows.length };
    return [...rows, ...(await this.readOne(rest))];
  }
}
