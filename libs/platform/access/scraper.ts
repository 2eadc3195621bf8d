import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { GongdanError } from '@gongdan/core';
import { isLoopback } from '../settings/index.js';

/** Why a request may not scrape; undefined where it may. */
export type ScraperCheck = (request: FastifyRequest) => GongdanError | undefined;

/**
 * Who may read the metrics, which tell much about a desk’s work: whoever has the token. Where there is
 * none, programs of this machine; a request that somebody has passed on does not come from here, whatever
 * its peer is.
 */
export function scraperCheck(token: string | undefined): ScraperCheck {
  if (token === undefined) {
    return ({ headers, socket }) =>
      isOfThisMachine(socket.remoteAddress) && !wasPassedOn(headers) ? undefined : localOnly();
  }
  const expected = digestOf(token);
  return ({ headers }) => {
    const given = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
    if (given === undefined) return needsToken();
    return timingSafeEqual(digestOf(given), expected) ? undefined : needsToken();
  };
}

/** Of equal length, so that the comparison tells nothing about the token’s. */
const digestOf = (token: string): Buffer => createHash('sha256').update(token).digest();

/** `::ffff:127.0.0.1`: IPv4 on a socket for both. */
const isOfThisMachine = (peer: string | undefined): boolean =>
  peer !== undefined && isLoopback(peer.replace(/^::ffff:/i, ''));

/** Headers that proxies add, of whatever make. */
const PASSED_ON = /^(forwarded|via|x-real-ip|x-forwarded(-.*)?)$/;

const wasPassedOn = (headers: IncomingHttpHeaders): boolean =>
  Object.keys(headers).some((name) => PASSED_ON.test(name));

const needsToken = (): GongdanError =>
  new GongdanError({
    code: 'ACCESS.NO_METRICS_TOKEN',
    category: 'unauthenticated',
    message: 'The metrics need the token of METRICS_TOKEN.',
    hint: 'Send `Authorization: Bearer <token>`; a login’s token does not count here.',
  });

const localOnly = (): GongdanError =>
  new GongdanError({
    code: 'ACCESS.METRICS_ARE_LOCAL',
    category: 'forbidden',
    message: 'The metrics are told to programs of the same machine only.',
    hint: 'Set METRICS_TOKEN, and send it as `Authorization: Bearer <token>`.',
  });
