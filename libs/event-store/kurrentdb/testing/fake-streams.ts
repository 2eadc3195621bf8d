/** What the fake keeps of a record. */
export interface FakeRecord {
  readonly id: string;
  readonly type: string;
  readonly isJson: boolean;
  readonly data: Uint8Array;
  readonly properties: Readonly<Record<string, string>>;
}

export interface StoredRecord extends FakeRecord {
  readonly stream: string;
  readonly revision: number;
  /** Place among all records of the server. */
  readonly position: number;
}

export interface FakeAppend {
  readonly stream: string;
  /** A revision, -1 no stream, -2 any, -4 exists. */
  readonly expected: number;
  readonly records: readonly FakeRecord[];
}

export type FakeAnswer =
  | { readonly status: 'written'; readonly revisions: readonly number[]; readonly position: number }
  | { readonly status: 'conflict'; readonly stream: string; readonly actual: number }
  | { readonly status: 'too-large'; readonly size: number; readonly sizeMax: number }
  | { readonly status: 'invalid'; readonly why: string };

/** The server’s default for `MaxAppendSize`. */
export const MAX_APPEND_SIZE = 1_048_576;

const NAME = /^[a-zA-Z0-9_.-]+$/;
const NO_STREAM = -1;
const ANY = -2;
const EXISTS = -4;

/**
 * Streams in memory under the rules of a KurrentDB server, as far as its sources tell them: names of
 * streams and types, no stream twice in a session whatever its case, sizes, expected revisions, and
 * records that are known by their ids counted as repeats.
 */
export class FakeStreams {
  private readonly streams = new Map<string, StoredRecord[]>();
  private readonly hiddenBefore = new Map<string, number>();
  private readonly listeners = new Set<() => void>();
  private count = 0;

  constructor(private readonly maxAppendSize = MAX_APPEND_SIZE) {}

  /** All appends of a session, or none. */
  append(session: readonly FakeAppend[]): FakeAnswer {
    const refusal = this.refusalOf(session);
    if (refusal) return refusal;
    const decisions = session.map((append) => this.decide(append));
    const failed = decisions.findIndex(({ decision }) => decision === 'conflict');
    if (failed >= 0) return this.conflict(session[failed] as FakeAppend);
    if (decisions.every(({ decision }) => decision === 'repeat')) {
      return {
        status: 'written',
        revisions: decisions.map(({ revision }) => revision),
        position: this.count,
      };
    }
    const mixed = decisions.findIndex(({ decision }) => decision === 'repeat');
    if (mixed >= 0) return this.conflict(session[mixed] as FakeAppend);
    const revisions = session.map((append) => this.write(append));
    for (const listener of this.listeners) listener();
    return { status: 'written', revisions, position: this.count };
  }

  /** Undefined where there is no such stream. */
  read(stream: string): readonly StoredRecord[] | undefined {
    const first = this.hiddenBefore.get(stream) ?? 0;
    const records = this.streams.get(stream)?.slice(first);
    return records?.length === 0 ? undefined : records;
  }

  /** Calls `listener` after every append; the answer ends that. */
  listen(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  names(): readonly string[] {
    return [...this.streams.keys()];
  }

  /** What whoever has the right to can do: the stream counts as new, its revisions go on. */
  softDelete(stream: string): void {
    this.hiddenBefore.set(stream, this.streams.get(stream)?.length ?? 0);
  }

  private refusalOf(session: readonly FakeAppend[]): FakeAnswer | undefined {
    const names = session.map(({ stream }) => stream);
    const invalid = (why: string): FakeAnswer => ({ status: 'invalid', why });
    if (session.length === 0) return invalid('no streams');
    if (new Set(names.map((name) => name.toLowerCase())).size < names.length) {
      return invalid('a stream is twice in the session');
    }
    let size = 0;
    for (const { stream, records } of session) {
      if (!NAME.test(stream)) return invalid(`the stream name ${stream}`);
      if (records.length === 0) return invalid('no records');
      for (const record of records) {
        if (!NAME.test(record.type)) return invalid(`the type ${record.type}`);
        size += sizeOf(record);
      }
    }
    if (size <= this.maxAppendSize) return undefined;
    return { status: 'too-large', size, sizeMax: this.maxAppendSize };
  }

  private decide({ stream, expected, records }: FakeAppend) {
    const current = this.currentOf(stream);
    const known = this.streams.get(stream) ?? [];
    const at =
      expected >= NO_STREAM ? expected + 1 : known.findIndex(({ id }) => id === records[0]?.id);
    const isRepeat = at >= 0 && records.every(({ id }, index) => known[at + index]?.id === id);
    if (isRepeat && current >= 0) {
      return { decision: 'repeat', revision: at + records.length - 1 } as const;
    }
    const isNew = this.read(stream) === undefined;
    const fits =
      expected === ANY ||
      (expected === EXISTS ? !isNew : expected === current || (expected === NO_STREAM && isNew));
    return { decision: fits ? 'write' : 'conflict', revision: current } as const;
  }

  private write({ stream, records }: FakeAppend): number {
    const stored = this.streams.get(stream) ?? [];
    for (const record of records) {
      this.count += 1;
      stored.push({ ...record, stream, revision: stored.length, position: this.count });
    }
    this.streams.set(stream, stored);
    return stored.length - 1;
  }

  private conflict({ stream }: FakeAppend): FakeAnswer {
    return { status: 'conflict', stream, actual: this.currentOf(stream) };
  }

  private currentOf(stream: string): number {
    return (this.streams.get(stream)?.length ?? 0) - 1;
  }
}

/** Data, properties (with tags and lengths) and type, as the server counts. */
const sizeOf = ({ data, properties, type }: FakeRecord): number =>
  Object.entries(properties).reduce(
    (sum, [name, value]) => sum + name.length + Buffer.byteLength(value) + 10,
    data.length + type.length,
  );
