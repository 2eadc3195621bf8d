import { createHash } from 'node:crypto';

/** One event, one channel, one receiver: always the same id, so that no notice is made twice. */
export function noticeIdOf(eventId: string, channel: string, receiver: string): string {
  const digest = createHash('sha256').update([eventId, channel, receiver].join('\n')).digest('hex');
  // As a UUID of version 8 (RFC 9562: free content).
  return [
    digest.slice(0, 8),
    digest.slice(8, 12),
    `8${digest.slice(13, 16)}`,
    `8${digest.slice(17, 20)}`,
    digest.slice(20, 32),
  ].join('-');
}
