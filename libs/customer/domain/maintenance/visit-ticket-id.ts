import { createHash } from 'node:crypto';

/** The id of the ticket of a visit, the same whoever works it out. `attempt`: 1, and one more for every order anew. */
export function visitTicketId(planId: string, slot: number, attempt: number): string {
  const digest = createHash('sha256').update([planId, slot, attempt].join('\n')).digest('hex');
  // As a UUID of version 8 (RFC 9562: free content).
  return [
    digest.slice(0, 8),
    digest.slice(8, 12),
    `8${digest.slice(13, 16)}`,
    `8${digest.slice(17, 20)}`,
    digest.slice(20, 32),
  ].join('-');
}
