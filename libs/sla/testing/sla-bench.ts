import { eventContract, type GongdanEvent } from '@gongdan/contracts';
import { streamName, type RecordedEvent, type StreamName } from '@gongdan/core';
import { readWholeStream } from '@gongdan/event-store';
import { PolicyBench } from '../../../test/setup/policy-bench.js';
import type { PolicyBook, SlaEventDraft } from '../domain/index.js';
import { ClockKeeper } from '../keeping/clock-keeper.js';
import { ms, TicketStory, toldOf } from './ticket-story.js';

export const CUSTOMER = 'c1';
const AT = { actor: 'system' } as const;

/** Clocks kept on the real (in-memory, contracted) store with the real executor. */
export class SlaBench extends PolicyBench {
  readonly keeper: ClockKeeper;

  constructor(book: PolicyBook) {
    super();
    this.keeper = new ClockKeeper(this.store, this.executor, book);
  }

  /** Records what a story tells, each at the moment it happened. Answers the last one. */
  async happened(ticketId: string, { facts }: TicketStory): Promise<RecordedEvent> {
    const known = await readWholeStream(this.store, streamName('ticket', ticketId));
    let last: RecordedEvent | undefined;
    for (const { type, data, at } of facts.slice(known.length)) {
      last = await this.recordAt(streamName('ticket', ticketId), at, {
        type,
        data: { ...(eventContract(type).sample as object), ...data },
      } as unknown as GongdanEvent);
    }
    if (last === undefined) throw new Error('the story tells nothing new');
    return last;
  }

  recordAt(stream: StreamName, at: number, event: GongdanEvent): Promise<RecordedEvent> {
    this.clock.moveTo(at);
    return this.record(stream, CUSTOMER, event);
  }

  keep(ticketId: string, asOf: string | null) {
    const now = asOf === null ? this.clock.nowMs() : ms(asOf);
    const time = { asOf: asOf === null ? null : now, noticedAt: now };
    return this.keeper.keep({ kind: 'ticket', id: ticketId }, time, AT);
  }

  /** What the SLA stream tells, as words. */
  async told(id: string): Promise<readonly string[]> {
    const events = await readWholeStream(this.store, streamName('sla', id));
    return toldOf(events as unknown as readonly SlaEventDraft[]);
  }
}
