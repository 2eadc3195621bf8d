import { describe, expect, it } from '@jest/globals';
import type { FastifyRequest } from 'fastify';
import { scraperCheck } from './scraper.js';

const TOKEN = 'a'.repeat(32);

const request = (remoteAddress: string | undefined, headers: Record<string, string> = {}) =>
  ({ headers, socket: { remoteAddress } }) as unknown as FastifyRequest;

describe('who scrapes without a token', () => {
  const refuse = scraperCheck(undefined);

  it.each(['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'])(
    'is of this machine: %s',
    (peer) => {
      expect(refuse(request(peer))).toBeUndefined();
    },
  );

  it.each(['10.0.0.1', '::ffff:10.0.0.1', '::', 'fe80::1', '2001:db8::1', '', undefined])(
    'is not of this machine: %s',
    (peer) => {
      expect(refuse(request(peer))?.code).toBe('ACCESS.METRICS_ARE_LOCAL');
    },
  );

  it.each([
    'forwarded',
    'via',
    'x-real-ip',
    'x-forwarded',
    'x-forwarded-for',
    'x-forwarded-host',
    'x-forwarded-proto',
  ])('is not of this machine where the request was passed on: %s', (header) => {
    const passedOn = request('127.0.0.1', { [header]: '127.0.0.1' });
    expect(refuse(passedOn)?.code).toBe('ACCESS.METRICS_ARE_LOCAL');
  });
});

describe('who scrapes with a token', () => {
  const refuse = scraperCheck(TOKEN);

  it('may come from anywhere, by whatever way', () => {
    const authorization = `Bearer ${TOKEN}`;
    expect(refuse(request('10.0.0.1', { authorization }))).toBeUndefined();
    expect(refuse(request('10.0.0.1', { authorization, via: 'x' }))).toBeUndefined();
  });

  it.each([
    undefined,
    '',
    'Bearer',
    'Bearer ',
    `Bearer ${TOKEN.slice(1)}`,
    `Bearer ${TOKEN}a`,
    `Bearer ${TOKEN.toUpperCase()}`,
    `Basic ${TOKEN}`,
    TOKEN,
  ])('needs the token itself, on this machine too: %j', (authorization) => {
    const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
    expect(refuse(request('127.0.0.1', headers))?.code).toBe('ACCESS.NO_METRICS_TOKEN');
  });
});
