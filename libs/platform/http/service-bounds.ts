import { GongdanError } from '@gongdan/core';
import type { FastifyInstance } from 'fastify';

/** What every host answers for itself. */
const OF_THE_HOST = /^\/(health|metrics)(\/|$)/;

/**
 * Refuses what another service answers: a proxy that leads astray must show at once, and not only when
 * the two run different releases.
 */
export function addServiceBounds(
  instance: FastifyInstance,
  serves: (path: string) => boolean,
): void {
  instance.addHook('onRequest', (request, _reply, done) => {
    const { url: pattern } = request.routeOptions; // no spelling of a path leads around it
    const isElsewhere = pattern !== undefined && !OF_THE_HOST.test(pattern) && !serves(pattern);
    done(isElsewhere ? notServedHere() : undefined);
  });
}

const notServedHere = (): GongdanError =>
  new GongdanError({
    code: 'REQUEST.NOT_SERVED_HERE',
    category: 'not-found',
    message: 'Another service of the engine answers this path.',
    hint: 'Use the one address in front of all services.',
  });
