import { hash } from 'node:crypto';
import { epochMsOf, type NewEvent, type RecordedEvent } from '@gongdan/core';

/** What stands in for the previous hash at version 1. */
export const NO_PREVIOUS_HASH = '';

/**
 * SHA-256 over everything that the writer knows of an event, as a JSON array of ten members:
 * `[stream, id, type, schemaVersion, occurredAt, actor, correlationId, causationId, customerId, data]`.
 * Binary (32 bytes). Made in the writing process, which leaves 80 bytes to hash under the append lock.
 */
export function contentDigestOf(stream: string, event: NewEvent, dataText: string): Buffer {
  const members = JSON.stringify([
    stream,
    event.id,
    event.type,
    event.schemaVersion,
    event.occurredAt,
    event.actor,
    event.correlationId,
    event.causationId,
    event.customerId,
  ]);
  return hash('sha256', `${members.slice(0, -1)},${dataText}]`, 'buffer');
}

/**
 * The hash that an event must have (lower-case hex):
 * `sha256(previous hash ‖ content digest ‖ position ‖ version ‖ recordedAt)`, the hashes as bytes (the
 * previous one empty at version 1), the numbers as big-endian int64, recordedAt in ms since 1970.
 * PostgreSQL computes the same in `gongdan.append_known` and `gongdan.append_batch`; docs/reference/hash-chain.md
 * tells it to those who check.
 */
export const chainHashOf = (event: RecordedEvent, previousHash: string): string =>
  chain(
    previousHash,
    contentDigestOf(event.stream, event, JSON.stringify(event.data)),
    event,
    epochMsOf(event.recordedAt),
  );

export function chain(
  previousHash: string,
  digest: Buffer,
  place: { readonly position: number; readonly version: number },
  recordedAtMs: number,
): string {
  const previousLength = previousHash.length / 2;
  const bytes = Buffer.allocUnsafe(previousLength + 56);
  bytes.write(previousHash, 'hex');
  digest.copy(bytes, previousLength);
  bytes.writeBigInt64BE(BigInt(place.position), previousLength + 32);
  bytes.writeBigInt64BE(BigInt(place.version), previousLength + 40);
  bytes.writeBigInt64BE(BigInt(recordedAtMs), previousLength + 48);
  return hash('sha256', bytes, 'hex');
}
