import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';

/**
 * Where a request comes from: the peer’s address, or what a proxy of TRUSTED_PROXIES says of the client.
 * What it says may be no address (`unknown`, one with a port); then all that is known is the proxy’s.
 */
export const clientAddress = ({ ip, socket }: Pick<FastifyRequest, 'ip' | 'socket'>): string =>
  isIP(ip) === 0 ? (socket.remoteAddress ?? 'unknown') : ip;
