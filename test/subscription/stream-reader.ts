import { once } from 'node:events';
import { request, type ClientRequest, type IncomingMessage } from 'node:http';

export interface Message {
  /** The id that is in force after the message. */
  readonly id: string;
  readonly event: string;
  readonly data: string;
}

export interface OpenOptions {
  readonly lastEventId?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: string;
}

/** A client of server-sent events that reads as the HTML standard says, on a connection of its own. */
export class StreamReader {
  readonly messages: Message[] = [];
  comments = 0;
  /** How the connection went: undefined while it lives. */
  over: 'ended' | 'broken' | undefined;
  lastEventId: string;
  retry: string | undefined;
  private rest = '';
  private isSipping = false;
  private readonly waiting = new Set<() => void>();

  private constructor(
    private readonly sent: ClientRequest,
    readonly response: IncomingMessage,
    lastEventId: string,
  ) {
    this.lastEventId = lastEventId;
    response.setEncoding('utf8');
    response.on('data', (text: string) => this.take(text));
    response.on('end', () => this.finish('ended'));
    response.on('error', () => this.finish('broken'));
    response.on('close', () => this.finish('broken'));
  }

  static async open(
    url: string,
    token: string,
    { lastEventId, headers, method = 'GET' }: OpenOptions = {},
  ): Promise<StreamReader> {
    const sent = request(url, {
      method,
      agent: false,
      headers: {
        accept: 'text/event-stream',
        authorization: `Bearer ${token}`,
        ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
        ...headers,
      },
    });
    sent.end();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    sent.on('error', () => {}); // broken on purpose
    return new StreamReader(sent, response, lastEventId ?? '');
  }

  get status(): number | undefined {
    return this.response.statusCode;
  }

  /** Positions of the events, in the order they came. */
  get positions(): number[] {
    return this.messages.filter(isEvent).map(({ id }) => Number(id));
  }

  /** What the last word said, if the engine spoke one. */
  get dropped(): { code: string; hint: string } | undefined {
    const word = this.messages.find(({ event }) => event === 'dropped');
    return word && (JSON.parse(word.data) as { code: string; hint: string });
  }

  /** CloudEvents of the stream. */
  get events(): { data: Record<string, unknown>; position: number; type: string }[] {
    return this.messages.filter(isEvent).map(({ data }) => JSON.parse(data) as never);
  }

  /** Resolves when it is so; throws where the stream ends before. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      if (this.over) throw new Error(`${this.over} after ${this.messages.length} messages`);
      await this.next();
    }
  }

  async ended(): Promise<void> {
    while (!this.over) await this.next();
  }

  pause(): void {
    this.response.pause();
  }

  resume(): void {
    this.response.resume();
  }

  /** Reads what is there, at most some ten thousand bytes, and no more; one at a time. */
  sip(): void {
    if (this.isSipping) return;
    this.isSipping = true;
    this.response.once('data', () => {
      this.pause();
      this.isSipping = false;
    });
    this.resume();
  }

  kill(): void {
    this.sent.destroy();
  }

  private next(): Promise<void> {
    return new Promise((resolve) => void this.waiting.add(resolve));
  }

  private take(text: string): void {
    const blocks = (this.rest + text).split('\n\n');
    this.rest = blocks.pop() ?? '';
    for (const block of blocks) this.takeBlock(block);
    this.tell();
  }

  private takeBlock(block: string): void {
    let event = 'message';
    const data: string[] = [];
    for (const line of block.split('\n')) {
      const colon = line.indexOf(':');
      const name = colon === -1 ? line : line.slice(0, colon);
      const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
      if (name === '') this.comments += 1;
      if (name === 'id') this.lastEventId = value;
      if (name === 'event') event = value;
      if (name === 'data') data.push(value);
      if (name === 'retry') this.retry = value;
    }
    if (data.length > 0) this.messages.push({ id: this.lastEventId, event, data: data.join('\n') });
  }

  private finish(how: 'ended' | 'broken'): void {
    this.over ??= how;
    this.tell();
  }

  private tell(): void {
    const { waiting } = this;
    const wakened = [...waiting];
    waiting.clear();
    for (const wake of wakened) wake();
  }
}

const isEvent = ({ event }: Message): boolean => event !== 'position' && event !== 'dropped';
