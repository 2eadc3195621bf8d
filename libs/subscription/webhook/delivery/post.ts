import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { messageOf } from '@gongdan/core';
import { retryAfterMsOf } from '../domain/retry-schedule.js';
import { hostOf } from '../domain/target-url.js';
import { ERROR_LENGTH_MAX } from '../domain/webhook.js';
import type { CheckedTarget } from './checked-targets.js';

/** Most bytes of an answer’s body that are read; nobody looks at them. */
const RESPONSE_BYTES_MAX = 65_536;
/** How long the body of an answer is waited for once its status is known. */
const RESPONSE_MS_MAX = 1_000;

/** Longest that a connection with its TLS handshake may take, and the look-up of a host’s addresses. */
export const CONNECT_MS_MAX = 5_000;

export interface PostLimits {
  /** For the connection and its TLS handshake. */
  readonly connectMsMax: number;
  /** For everything, the look-up of addresses included, up to the answer’s headers. */
  readonly answerMsMax: number;
}

export interface PostOutcome {
  /** Null: there was no answer. */
  readonly statusCode: number | null;
  /** Null where it was accepted (2xx). */
  readonly error: string | null;
  /** How long the receiver asks to be left alone; 0: it does not say. */
  readonly retryAfterMs: number;
  readonly durationMs: number;
}

/** The receiver’s word for “never again”. */
export const GONE = 410;

export const isAccepted = ({ error }: Pick<PostOutcome, 'error'>): boolean => error === null;

/**
 * Sends one message to the address that was checked: no resolving, no redirects (3xx is a failure), no
 * proxies, and no connection kept, so that every delivery goes where its own check has led. Never throws;
 * undefined where `signal` ended it.
 */
export async function post(
  { url, address }: CheckedTarget,
  message: { readonly headers: Readonly<Record<string, string>>; readonly body: Buffer },
  limits: PostLimits,
  signal: AbortSignal,
): Promise<PostOutcome | undefined> {
  const beganMs = performance.now();
  const host = hostOf(url);
  const options: RequestOptions & { servername?: string } = {
    method: 'POST',
    agent: false,
    host: address,
    port: url.port,
    path: `${url.pathname}${url.search}`,
    headers: {
      ...message.headers,
      host: url.host,
      'content-length': message.body.length,
      'user-agent': 'Gongdan-Webhooks/1',
      accept: '*/*',
      connection: 'close',
    },
    // The certificate must be the name’s, though we connect to the address.
    servername: isIP(host) === 0 ? host : '',
    signal,
  };
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  try {
    const answer = await answerTo(send(options), message.body, limits);
    await readAway(answer);
    return outcomeOf(answer, performance.now() - beganMs);
  } catch (error) {
    if (signal.aborted) return undefined;
    const durationMs = Math.round(performance.now() - beganMs);
    return { statusCode: null, error: wordsOf(error), retryAfterMs: 0, durationMs };
  }
}

function answerTo(
  request: ReturnType<typeof httpRequest>,
  body: Buffer,
  { connectMsMax, answerMsMax }: PostLimits,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const endLate = (words: string, timeoutMs: number): NodeJS.Timeout =>
      setTimeout(() => request.destroy(new Error(`${words} in time`)), timeoutMs);
    const connecting = endLate('no connection', connectMsMax);
    const answering = endLate('no answer', answerMsMax);
    const settle = (): void => {
      clearTimeout(connecting);
      clearTimeout(answering);
    };
    request.once('socket', (socket) => {
      const event = 'encrypted' in socket ? 'secureConnect' : 'connect';
      socket.once(event, () => clearTimeout(connecting));
    });
    request.once('response', (answer) => {
      settle();
      resolve(answer);
    });
    // Stays on: what fails after the answer must not become an uncaught error.
    request.on('error', (error) => {
      settle();
      reject(error);
    });
    request.once('close', () => {
      settle();
      reject(new Error('the connection was closed without an answer'));
    });
    request.end(body);
  });
}

/** Lets the receiver finish its answer, within limits; how that ends does not matter any more. */
function readAway(answer: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    let bytes = 0;
    const end = (): void => {
      clearTimeout(timer);
      answer.destroy();
      resolve();
    };
    const timer = setTimeout(end, RESPONSE_MS_MAX);
    answer.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > RESPONSE_BYTES_MAX) end();
    });
    answer.on('error', end);
    answer.on('end', end);
    answer.on('close', end);
  });
}

function outcomeOf(answer: IncomingMessage, durationMs: number): PostOutcome {
  const statusCode = answer.statusCode ?? 0;
  const accepted = statusCode >= 200 && statusCode < 300;
  const redirected = statusCode >= 300 && statusCode < 400;
  return {
    statusCode,
    error: accepted ? null : redirected ? 'redirects are not followed' : `answered ${statusCode}`,
    retryAfterMs: accepted ? 0 : retryAfterMsOf(answer.headers['retry-after'], answer.headers.date),
    durationMs: Math.round(durationMs),
  };
}

/** PostgreSQL’s text takes no NUL. */
const wordsOf = (error: unknown): string =>
  (messageOf(error) || 'the connection failed')
    .replaceAll('\u0000', '\uFFFD')
    .slice(0, ERROR_LENGTH_MAX);
