import autocannon, { type Request, type Result } from 'autocannon';
import { percentile } from '../bench-row.js';

export const CONNECTIONS = 32;

export interface HttpRequest {
  readonly path: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface HttpResult {
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Keeps 32 connections busy for so many seconds; every answer must be 2xx. */
export async function runHttpLoad(
  url: string,
  token: string,
  seconds: number,
  next: () => HttpRequest,
): Promise<HttpResult> {
  const latenciesMs: number[] = [];
  const always = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const setupRequest = (request: Request): Request => {
    const { path, body, headers } = next();
    return { ...request, path, body, headers: { ...always, ...headers } };
  };
  const requests: Request[] = [{ method: 'POST', setupRequest }];
  const options = { url, connections: CONNECTIONS, duration: seconds, requests };
  const result = await new Promise<Result>((resolve, reject) => {
    const done = (error: unknown, all: Result): void => (error ? reject(error) : resolve(all));
    const load = autocannon(options, done);
    // autocannon's own histogram counts whole milliseconds.
    load.on('response', (_client, _status, _bytes, responseMs) => latenciesMs.push(responseMs));
  });
  const { non2xx, errors, timeouts, duration } = result;
  if (non2xx + errors + timeouts > 0) {
    throw new Error(`${non2xx} answers were not 2xx, ${errors} errors, ${timeouts} timeouts`);
  }
  return {
    requestsPerSecond: latenciesMs.length / duration,
    p50Ms: percentile(latenciesMs, 0.5),
    p99Ms: percentile(latenciesMs, 0.99),
  };
}
