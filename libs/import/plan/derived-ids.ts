import { createHash } from 'node:crypto';

/** Namespace of all ids that imports derive (a random UUID, never to be changed). */
const NAMESPACE = Buffer.from('6f1d7c0e9b7a4d2f8a35c1e07b64d9a2', 'hex');

/**
 * The same log gives the same ids, however often and wherever it is imported: UUID version 5 (RFC 9562)
 * of the parts, so that a row that was imported before can be recognised.
 */
export function derivedId(...parts: readonly string[]): string {
  const digest = createHash('sha1').update(NAMESPACE).update(JSON.stringify(parts)).digest();
  digest[6] = ((digest[6] ?? 0) & 0x0f) | 0x50;
  digest[8] = ((digest[8] ?? 0) & 0x3f) | 0x80;
  const hex = digest.toString('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20, 32),
  ].join('-');
}

export const ticketIdOf = (log: string, caseKey: string): string =>
  derivedId(log, 'ticket', caseKey);

export const customerIdOf = (log: string, key: string): string => derivedId(log, 'customer', key);

export const technicianIdOf = (log: string, key: string): string =>
  derivedId(log, 'technician', key);
