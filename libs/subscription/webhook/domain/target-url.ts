import { ok, refuse, type Refusal, type Result } from '@gongdan/core';

export const URL_LENGTH_MAX = 2_000;

/** WEBHOOK_PRIVATE_TARGETS. */
export type PrivateTargets = 'refused' | 'allowed';

/**
 * The target that a text names, in the one spelling that URLs have (odd forms of IPv4 addresses become plain
 * ones). Plain http only where private targets are allowed. Refuses with `WEBHOOK.BAD_URL`.
 */
export function parseTarget(text: string, privateTargets: PrivateTargets): Result<URL, Refusal> {
  const url = URL.parse(text);
  if (url === null || url.href.length > URL_LENGTH_MAX) return refuse(badUrl('is no URL'));
  const schemes = privateTargets === 'allowed' ? ['https:', 'http:'] : ['https:'];
  if (!schemes.includes(url.protocol)) return refuse(badUrl('must begin with https://'));
  if (url.username !== '' || url.password !== '') {
    return refuse(badUrl('must not hold a user name or password'));
  }
  if (url.hash !== '') return refuse(badUrl('must not have a fragment (#)'));
  if (url.port === '0') return refuse(badUrl('must not name port 0'));
  return ok(url);
}

/** The host to resolve: IPv6 addresses without their brackets. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[(.*)\]$/, '$1');

const badUrl = (words: string): Refusal => ({
  code: 'WEBHOOK.BAD_URL',
  category: 'invalid',
  message: `The URL of a webhook ${words}.`,
  hint: 'Give an https URL that the engine can reach, such as https://receiver.example/gongdan.',
  violations: [{ path: '/url', message: words }],
});
