import { hash } from 'node:crypto';

/** Sets these ids apart from whatever else may be derived from the same texts. Never to be changed. */
const NAMESPACE = '6f1d7c0e-9b7a-4d2f-8a35-c1e07b64d9a2';

/**
 * The same log gives the same ids, however often and wherever it is imported, so that what was imported
 * before can be recognised: a UUID of version 8 (RFC 9562) out of the SHA-1 of the parts. None of them
 * holds a NUL (such rows are rejected), so that it can stand between them.
 */
export function derivedId(...parts: readonly string[]): string {
  const hex = hash('sha1', `${NAMESPACE}\0${parts.join('\0')}`, 'hex');
  const variant = VARIANTS[Number.parseInt(hex.charAt(16), 16) & 0x3] ?? '8';
  const groups = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`];
  return `${groups.join('-')}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

const VARIANTS = '89ab';

export const ticketIdOf = (log: string, caseKey: string): string =>
  derivedId(log, 'ticket', caseKey);

export const customerIdOf = (log: string, key: string): string => derivedId(log, 'customer', key);

export const technicianIdOf = (log: string, key: string): string =>
  derivedId(log, 'technician', key);
