import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CloudEvent } from '@gongdan/contracts';

/** A request as it came, before it was answered. */
export interface Received {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly event: CloudEvent;
  /** How it was answered. */
  answer: Answer;
}

/**
 * A status, or a way to fail:
 * - `reset`: the connection is cut; `silence`: no answer comes
 * - `cut-body`: 200 with a body that breaks off; `slow-body`: 200 with one that never ends
 * - `endless-body`: 200 with more and more of it
 */
export type Answer =
  | number
  | 'reset'
  | 'silence'
  | 'cut-body'
  | 'slow-body'
  | 'endless-body'
  | { readonly status: number; readonly headers: Readonly<Record<string, string>> };

/** A real webhook receiver on loopback, which fails on purpose. */
export class Receiver {
  readonly received: Received[] = [];
  /** Connections that came in, whatever was said on them. */
  connections = 0;
  /** Most requests that waited for their answers at the same time. */
  atOnceMax = 0;
  private atOnce = 0;

  private constructor(
    private readonly server: Server,
    private behave: (event: CloudEvent) => Answer | Promise<Answer>,
  ) {
    server.on('connection', () => void (this.connections += 1));
    server.on('request', (request, response) => void this.take(request, response));
    server.on('clientError', (_error, socket) => socket.destroy());
  }

  static async open(behave: (event: CloudEvent) => Answer | Promise<Answer>): Promise<Receiver> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Receiver(server, behave);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/hook?token=a`;
  }

  behavesLike(behave: (event: CloudEvent) => Answer | Promise<Answer>): void {
    this.behave = behave;
  }

  /** What was answered with 2xx, in the order in which it came. */
  get accepted(): readonly CloudEvent[] {
    return this.received.filter(({ answer }) => isAcceptance(answer)).map(({ event }) => event);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.atOnce += 1;
    this.atOnceMax = Math.max(this.atOnceMax, this.atOnce);
    response.once('close', () => void (this.atOnce -= 1));
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    const event = JSON.parse(body) as CloudEvent;
    const headers = request.headers as Record<string, string>;
    const received: Received = { headers, body, event, answer: 'silence' };
    this.received.push(received);
    received.answer = await this.behave(event);
    reply(response, received.answer);
  }
}

const isAcceptance = (answer: Answer): boolean =>
  typeof answer === 'number'
    ? answer >= 200 && answer < 300
    : typeof answer === 'string' && answer.endsWith('-body');

function reply(response: ServerResponse, answer: Answer): void {
  if (typeof answer === 'number') return void response.writeHead(answer).end();
  if (typeof answer === 'object') {
    return void response.writeHead(answer.status, answer.headers).end();
  }
  switch (answer) {
    case 'reset':
      return void response.socket?.resetAndDestroy();
    case 'silence':
      return;
    case 'cut-body':
      response.writeHead(200, { 'content-length': '1000' });
      return void response.write('only this', () => response.destroy());
    case 'slow-body':
      response.writeHead(200);
      return void response.write('more comes …');
    case 'endless-body':
      response.writeHead(200);
      return pour(response);
  }
}

function pour(response: ServerResponse): void {
  response.on('error', () => undefined);
  const more = (): void => {
    while (!response.destroyed && response.write('x'.repeat(16_384)));
  };
  response.on('drain', more);
  more();
}

/** Positions by stream, in the order in which events came. */
export function positionsByStream(events: readonly CloudEvent[]): Record<string, number[]> {
  const found: Record<string, number[]> = {};
  for (const { source, subject, position } of events) {
    (found[`${source.split('/').at(-1)}-${subject}`] ??= []).push(position);
  }
  return found;
}
