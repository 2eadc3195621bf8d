import { createHash } from 'node:crypto';
import type { LogRow } from '../evidence.js';
import type { Found } from '../findings.js';

/** Positions and versions without holes, the hash chain of every stream, no id twice. */
export function checkLog(log: readonly LogRow[], found: Found): void {
  const heads = new Map<string, LogRow>();
  const ids = new Set<string>();
  let previous: LogRow | undefined;
  for (const row of log) {
    checkPlace(row, previous, found);
    const head = heads.get(row.stream);
    if (row.version !== (head?.version ?? 0) + 1) {
      const before = head?.version ?? 0;
      found('version-hole', `${row.stream}: version ${row.version} follows ${before}`);
    }
    if (row.hash !== chainHash(row, head?.hash ?? '')) {
      found('hash-chain', `${row.stream} version ${row.version} at ${row.position}`);
    }
    if (ids.has(row.id)) found('id-twice', `${row.id}, again at ${row.position}`);
    ids.add(row.id);
    heads.set(row.stream, row);
    previous = row;
  }
}

function checkPlace(row: LogRow, previous: LogRow | undefined, found: Found): void {
  const before = previous?.position ?? 0;
  if (row.position > before + 1) found('log-hole', `${row.position} follows ${before}`);
  if (row.position <= before) found('log-back-step', `${row.position} follows ${before}`);
  if (previous !== undefined && row.recordedAt < previous.recordedAt) {
    const detail = `${row.position} at ${row.recordedAt}, after ${previous.recordedAt}`;
    found('recorded-back-step', detail);
  }
}

/**
 * SHA-256 over the predecessor’s hash (nothing at version 1), the digest of the content, and position,
 * version and the moment of recording (ms since 1970) as big-endian 64-bit integers. The content is a JSON
 * array of nine members of the envelope and then the data as it is stored.
 */
function chainHash(row: LogRow, previousHash: string): string {
  const envelope = JSON.stringify([
    row.stream,
    row.id,
    row.type,
    row.schemaVersion,
    row.occurredAt,
    row.actor,
    row.correlationId,
    row.causationId,
    row.customerId,
  ]);
  const content = createHash('sha256').update(`${envelope.slice(0, -1)},${row.dataText}]`);
  const numbers = new DataView(new ArrayBuffer(24));
  numbers.setBigInt64(0, BigInt(row.position));
  numbers.setBigInt64(8, BigInt(row.version));
  numbers.setBigInt64(16, BigInt(Date.parse(row.recordedAt)));
  return createHash('sha256')
    .update(previousHash, 'hex')
    .update(content.digest())
    .update(new Uint8Array(numbers.buffer))
    .digest('hex');
}
