import { hash } from 'node:crypto';

/** The digest of an empty log. */
export const EMPTY_LOG_DIGEST = hash('sha256', '', 'hex');

/**
 * One hash over the hashes of all events in log order: `sha256(digest so far ‖ event hash)`, both as
 * bytes, in lower-case hex. The chain of a stream says nothing of other streams; this covers all.
 */
export function nextLogDigest(digest: string, eventHash: string): string {
  const bytes = Buffer.alloc(64); // zeros where a damaged hash is no hex
  bytes.write(digest, 0, 'hex');
  bytes.write(eventHash, 32, 'hex');
  return hash('sha256', bytes, 'hex');
}
