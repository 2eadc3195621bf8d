import { messageOf, type RandomSource } from '@gongdan/core';
import { retryPauseMs, type Pause } from '@gongdan/event-feed';
import type { LogPage } from '@gongdan/event-store';
import type { Following } from '../follow/following.js';
import type { SubscriptionLimits } from '../subscription-limits.js';
import { eventFrame, HEARTBEAT, openingFrame, positionFrame } from './frames.js';
import type { StreamOutput } from './stream-output.js';

/** Most events that are read for one text; fewer where they are large. */
const READ_EVENTS_MAX = 200;

export interface EventStreamParts {
  readonly following: Following;
  readonly output: Pick<StreamOutput, 'send'>;
  readonly entitled: boolean;
  readonly limits: Pick<SubscriptionLimits, 'unsentBytesMax' | 'heartbeatMs'>;
  readonly pause: Pause;
  readonly random: RandomSource;
  /** Told once when the log cannot be read. */
  readonly onUnreadable: (reason: string) => void;
}

/** One reader’s stream: from a position to the log’s end, and on as it grows. */
export class EventStream {
  private sentMs = performance.now();
  /** The id that the reader resumes with. */
  private sentPosition: number;
  private readEvents = READ_EVENTS_MAX;
  private failures = 0;

  constructor(
    private readonly parts: EventStreamParts,
    /** Everything up to here was sent, or left out by the filter. */
    private position: number,
  ) {
    this.sentPosition = position;
  }

  /** Until `signal` aborts; throws where the reader is too slow. */
  async run(signal: AbortSignal): Promise<void> {
    await this.send(openingFrame(this.position), signal);
    while (!signal.aborted) {
      const before = this.position;
      const text = await this.nextText(signal);
      if (text !== '') await this.send(text, signal);
      else if (this.silentMs >= this.parts.limits.heartbeatMs) await this.sendSign(signal);
      else if (this.failures === 0 && this.position === before) await this.waitForNews(signal);
    }
  }

  private get silentMs(): number {
    return performance.now() - this.sentMs;
  }

  /** Messages of the next events, as many as may be kept; empty where there are none now. */
  private async nextText(signal: AbortSignal): Promise<string> {
    try {
      const page = await this.parts.following.pageAfter(this.position, this.readEvents);
      this.failures = 0;
      return this.textOf(page);
    } catch (error) {
      this.failures += 1;
      if (this.failures === 1) this.parts.onUnreadable(messageOf(error));
      await this.parts.pause(retryPauseMs(this.failures, this.parts.random), signal);
      return '';
    }
  }

  /** What does not fit is read again: nothing but one text is kept while the reader takes its time. */
  private textOf({ events, lastPosition }: LogPage): string {
    const { entitled, limits } = this.parts;
    let text = '';
    let bytes = 0;
    let taken = 0;
    for (const event of events) {
      const frame = eventFrame(event, entitled);
      bytes += Buffer.byteLength(frame);
      if (taken > 0 && bytes > limits.unsentBytesMax) break;
      text += frame;
      taken += 1;
      this.sentPosition = event.position;
    }
    const isWhole = taken === events.length;
    this.position = isWhole ? lastPosition : this.sentPosition;
    this.readEvents = isWhole ? Math.min(READ_EVENTS_MAX, this.readEvents * 2) : taken;
    return text;
  }

  /** Shows that the stream lives, and how far it has come through what the filter leaves out. */
  private async sendSign(signal: AbortSignal): Promise<void> {
    const moved = this.position > this.sentPosition;
    this.sentPosition = this.position;
    await this.send(moved ? positionFrame(this.position) : HEARTBEAT, signal);
  }

  private async waitForNews(signal: AbortSignal): Promise<void> {
    const timeoutMs = Math.max(0, this.parts.limits.heartbeatMs - this.silentMs);
    this.position = await this.parts.following.news(this.position, { signal, timeoutMs });
  }

  private async send(text: string, signal: AbortSignal): Promise<void> {
    await this.parts.output.send(text, signal);
    this.sentMs = performance.now();
  }
}
