import type { Duplex } from 'node:stream';
import { GongdanError } from '@gongdan/core';
import type { FastifyInstance } from 'fastify';
import { malformedHeader } from './command-context.js';
import { failureOf } from './failure-of.js';
import { PROBLEM_MEDIA_TYPE, problemOf, type Problem } from './problem.js';

/**
 * Answers what Node would answer by itself, without a word: a request without Host (of HTTP/1.1), and one that expects
 * what nobody knows. Nor is anything tunnelled: Node would hang up.
 */
export function answerForNode(instance: FastifyInstance): void {
  instance.addHook('onRequest', ({ raw: { headers, httpVersion } }, _reply, done) => {
    const lacksHost = headers.host === undefined && httpVersion === '1.1';
    done(lacksHost ? new GongdanError(malformedHeader('host', HOST_WORDS)) : undefined);
  });
  instance.server.on('checkExpectation', (_request, response) => {
    const { status, headers, body } = spelledOut(problemOfStatus(417));
    response.writeHead(status, headers).end(body);
  });
  instance.server.on('connect', (_request, socket) => {
    // Node gives the connection away, with its time limit and its care of failures.
    socket.on('error', () => undefined).once('finish', () => socket.destroy());
    answerBrokenRequest({}, socket);
  });
}

const HOST_WORDS = 'sent with every request of HTTP/1.1';

/** What Node could not even read as HTTP. */
export function answerBrokenRequest({ code }: { readonly code?: string }, socket: Duplex): void {
  if (code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem = problemOfStatus(
    code === 'HPE_HEADER_OVERFLOW' ? 431 : code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400,
  );
  const { status, headers, body } = spelledOut(problem);
  const lines = Object.entries({ ...headers, connection: 'close' });
  socket.end(
    [
      `HTTP/1.1 ${status} ${problem.title}`,
      ...lines.map(([name, value]) => `${name}: ${value}`),
      '',
      body,
    ].join('\r\n'),
  );
}

const problemOfStatus = (status: number): Problem =>
  problemOf(failureOf(Object.assign(new Error(), { statusCode: status })));

function spelledOut(problem: Problem) {
  const body = JSON.stringify(problem);
  const headers = {
    'content-type': PROBLEM_MEDIA_TYPE,
    'content-length': Buffer.byteLength(body),
  };
  return { status: problem.status, headers, body };
}
