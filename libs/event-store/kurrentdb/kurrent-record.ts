/** A record as KurrentDB gives it back. */
export interface KurrentRecord {
  /** 0, 1, 2 … in its stream. */
  readonly revision: number;
  readonly metadata: Readonly<Record<string, string>>;
  /** JSON; bytes in streams of parts. */
  readonly data: unknown;
}

export interface RecordToWrite {
  /** Letters, digits, `_`, `-` and `.` only. */
  readonly type: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** JSON text, or bytes. */
  readonly content: string | Uint8Array;
}

export interface StreamToWrite {
  readonly stream: string;
  /** Number of records in the stream; 0: it does not exist. */
  readonly length: number;
  readonly records: readonly RecordToWrite[];
}

/** What a property costs beside its text: tags and lengths on the wire. */
const PROPERTY_BYTES = 12;

/** At least what the server counts. */
export const sizeOf = ({ type, metadata, content }: RecordToWrite): number =>
  Object.entries(metadata).reduce(
    (sum, [name, value]) => sum + name.length + Buffer.byteLength(value) + PROPERTY_BYTES,
    type.length + (typeof content === 'string' ? Buffer.byteLength(content) : content.length),
  );
