import { bearerToken, type Session } from '@gongdan/platform';
import type { FastifyRequest } from 'fastify';
import { invariant } from '@gongdan/core';
import type { Holder } from './open-requests.js';

export function holderOf(request: FastifyRequest, { account }: Session): Holder {
  const token = bearerToken(request);
  invariant(token !== undefined, 'a session behind the guard came with a token');
  return { account: account.id, token };
}
