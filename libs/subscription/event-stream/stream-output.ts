import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { GongdanError } from '@gongdan/core';
import type { SubscriptionLimits } from '../subscription-limits.js';

type Limits = Pick<SubscriptionLimits, 'acceptMsMax' | 'farewellMsMax'>;

/**
 * The writing side of one stream. A text is given to the socket only when it has taken the one before, so
 * no more than one text is ever kept for a slow reader.
 */
export class StreamOutput {
  private onStall: (() => void) | undefined;

  constructor(
    private readonly response: ServerResponse,
    private readonly limits: Limits,
  ) {}

  begin(headers: OutgoingHttpHeaders): void {
    const { response } = this;
    response.on('error', () => {}); // a client that is gone is no failure
    // Fires only where the socket has accepted nothing for so long, not while it does so slowly.
    response.setTimeout(this.limits.acceptMsMax, () => this.onStall?.());
    response.writeHead(200, headers);
    response.flushHeaders();
  }

  /**
   * Resolves when the socket has taken the text, and when the client is gone or `signal` aborts. Throws
   * `SUBSCRIPTION.READER_TOO_SLOW`.
   */
  send(text: string, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const taken = (): void => {
        this.onStall = undefined;
        signal.removeEventListener('abort', taken);
        resolve();
      };
      this.onStall = () => {
        signal.removeEventListener('abort', taken);
        reject(readerTooSlow(this.limits.acceptMsMax));
      };
      signal.addEventListener('abort', taken);
      this.response.write(text, taken);
    });
  }

  /** Sends the last words after what is on its way, and cuts off who does not fetch it. */
  end(lastWords: string): void {
    const { response } = this;
    response.setTimeout(this.limits.farewellMsMax);
    this.onStall = () => response.destroy();
    response.end(lastWords);
  }
}

const readerTooSlow = (acceptMsMax: number): GongdanError =>
  new GongdanError({
    code: 'SUBSCRIPTION.READER_TOO_SLOW',
    category: 'transient',
    message: `The reader accepted nothing for ${acceptMsMax / 1_000} s.`,
    hint: 'Connect again with Last-Event-ID, the id of the last message you have handled.',
  });
