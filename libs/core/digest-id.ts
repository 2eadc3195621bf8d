import { createHash } from 'node:crypto';

/**
 * The same parts give the same id, whoever works it out and however often: a UUID of version 8 (RFC 9562:
 * free content) out of their SHA-256. The ids stand in the log: how they are made is never to be changed.
 */
export function digestId(...parts: readonly (string | number)[]): string {
  const digest = createHash('sha256').update(parts.join('\n')).digest('hex');
  return [
    digest.slice(0, 8),
    digest.slice(8, 12),
    `8${digest.slice(13, 16)}`,
    `8${digest.slice(17, 20)}`,
    digest.slice(20, 32),
  ].join('-');
}
