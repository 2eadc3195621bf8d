import { once } from 'node:events';
import type { OutgoingHttpHeaders } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { GongdanError } from '@gongdan/core';
import { realPause } from '@gongdan/event-feed';
import { failureOf, systemRandom } from '@gongdan/platform';
import type { FastifyReply } from 'fastify';
import type { EventFilter } from '../filter/event-filter.js';
import { refuseBeyondTheLog } from '../follow/beyond-the-log.js';
import { FollowedLog } from '../follow/followed-log.js';
import { OpenRequests, type Holder, type OpenRequest } from '../open-requests/open-requests.js';
import type { SubscriptionLimits } from '../subscription-limits.js';
import { LIMITS } from '../tokens.js';
import { EventStream } from './event-stream.js';
import { droppedFrame } from './frames.js';
import { StreamOutput } from './stream-output.js';

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  // Otherwise nginx gathers messages before it passes them on.
  'x-accel-buffering': 'no',
};

/** Where a stream begins. */
export interface StreamStart {
  /** `after` of the query string. */
  readonly after: number | undefined;
  /** The header Last-Event-ID, which wins. */
  readonly lastEventId: number | undefined;
}

export interface StreamReader extends Holder {
  /** Sees personal texts. */
  readonly entitled: boolean;
}

/** Streams of server-sent events, each for as long as its reader keeps up. */
@Injectable()
export class EventStreams {
  constructor(
    @Inject(LIMITS) private readonly limits: SubscriptionLimits,
    private readonly log: FollowedLog,
    private readonly openRequests: OpenRequests,
  ) {}

  /**
   * Answers with a stream until it ends, on whichever side. What is wrong before it begins is thrown:
   * `SUBSCRIPTION.BEYOND_THE_LOG`, and what `OpenRequests.open` throws.
   */
  async serve(
    reply: FastifyReply,
    reader: StreamReader,
    start: StreamStart,
    filter: EventFilter,
  ): Promise<void> {
    const open = this.openRequests.open('stream', reader, reply.raw);
    try {
      const position = await this.startOf(start);
      reply.hijack();
      await this.stream(reply, reader, open, position, filter);
      // Its place is taken for as long as anything is kept for it.
      if (!reply.raw.closed) await once(reply.raw, 'close');
    } finally {
      open.close();
    }
  }

  /** The same answer without a stream, for HEAD. */
  serveHead(reply: FastifyReply): void {
    void reply.headers(HEADERS).send();
  }

  private async startOf({ after, lastEventId }: StreamStart): Promise<number> {
    const end = await this.log.end();
    if (lastEventId !== undefined) refuseBeyondTheLog(lastEventId, end, 'last-event-id');
    else if (after !== undefined) refuseBeyondTheLog(after, end);
    return lastEventId ?? after ?? end;
  }

  private async stream(
    reply: FastifyReply,
    reader: StreamReader,
    open: OpenRequest,
    position: number,
    filter: EventFilter,
  ): Promise<void> {
    const { limits } = this;
    const { log } = reply;
    const output = new StreamOutput(reply.raw, limits);
    const ofAllAnswers = reply.getHeaders() as OutgoingHttpHeaders;
    output.begin({ ...ofAllAnswers, ...HEADERS, connection: 'close' });
    const following = this.log.follow(filter);
    const parts = {
      following,
      output,
      limits,
      entitled: reader.entitled,
      pause: realPause,
      random: systemRandom,
      onUnreadable: (reason: string) => log.warn({ reason }, 'an event stream cannot read the log'),
    };
    try {
      await new EventStream(parts, position).run(open.signal);
      const reason: unknown = open.signal.reason;
      if (reason instanceof GongdanError) output.end(droppedFrame(reason)); // else the client is gone
    } catch (error) {
      if (!(error instanceof GongdanError)) log.error({ err: error }, 'an event stream failed');
      output.end(droppedFrame(failureOf(error)));
    } finally {
      following.close();
    }
  }
}
