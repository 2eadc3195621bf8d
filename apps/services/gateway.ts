import httpProxy from '@fastify/http-proxy';
import type { FailureDetails } from '@gongdan/core';
import { PROBLEM_MEDIA_TYPE, problemOf, type Settings } from '@gongdan/platform';
import { serviceAt, type ServiceName } from '@gongdan/stages';
import { fastify, type FastifyInstance, type FastifyReply } from 'fastify';

/** Where a service listens at present; undefined: it does not. */
export type Upstreams = (name: ServiceName) => string | undefined;

/** Who asks for what nobody answers gets the answer of this one. */
export const SERVICE_OF_THE_REST: ServiceName = 'request';

/** What every address in front of the services answers where the right one is away. */
export const SERVICE_AWAY: FailureDetails = {
  code: 'REQUEST.SERVICE_UNAVAILABLE',
  category: 'transient',
  message: 'The service that answers this path is away. Whether a command was done is not known.',
  hint: 'Ask again in a moment; a command with the same Idempotency-Key.',
};

const NOBODY = 'http://127.0.0.1:0';

/**
 * The one address in front of all services, in place of the proxy of docker/: for development and tests.
 * A service that does not answer is 503 with Retry-After; whether a command was done is then unknown.
 */
export async function startGateway(
  { host, port, requestBytesMax }: Pick<Settings, 'host' | 'port' | 'requestBytesMax'>,
  upstreams: Upstreams,
): Promise<{ readonly api: string; stop(): Promise<void> }> {
  const gateway: FastifyInstance = fastify({
    bodyLimit: requestBytesMax * 64, // the services know their own limits
    forceCloseConnections: true,
    exposeHeadRoutes: false,
  });
  gateway.removeAllContentTypeParsers();
  await gateway.register(httpProxy, {
    upstream: '',
    disableRequestLogging: true,
    undici: { bodyTimeout: 0, headersTimeout: 0, connections: 256 },
    replyOptions: {
      getUpstream: ({ url }) => {
        const [path = ''] = url.split('?', 1);
        return upstreams(serviceAt(path)?.name ?? SERVICE_OF_THE_REST) ?? NOBODY;
      },
      rewriteRequestHeaders: (request, headers) => ({
        ...headers,
        'x-forwarded-for': request.ip,
      }),
      onError: (reply) => notAnswered(reply as unknown as FastifyReply),
    },
  });
  const api = await gateway.listen({ host, port });
  return { api, stop: () => gateway.close() };
}

function notAnswered(reply: FastifyReply): void {
  const problem = problemOf(SERVICE_AWAY);
  void reply
    .code(problem.status)
    .headers({ 'content-type': PROBLEM_MEDIA_TYPE, 'retry-after': '1' })
    .send(JSON.stringify(problem));
}
