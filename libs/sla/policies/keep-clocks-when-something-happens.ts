import { SLA_DECISION_TYPES, type SlaSubject } from '@gongdan/contracts';
import { epochMsOf, LeastRecentlyUsed, splitStreamName, type RecordedEvent } from '@gongdan/core';
import type { Policy, Reaction } from '@gongdan/event-feed';
import { IDLE_TYPES, isDecision, type PolicyBook } from '../domain/index.js';
import type { ClockKeeper } from '../keeping/clock-keeper.js';
import { subjectStream, SUBJECT_TYPES } from '../keeping/subject-facts.js';

/** Most subjects of which is remembered up to where they were looked at. */
const REMEMBERED_SUBJECTS_MAX = 20_000;

/** Which open promises a customer’s tier may change. */
export interface OpenPromises {
  ofCustomer(customerId: string): Promise<readonly SlaSubject[]>;
}

/**
 * Whatever happens to a ticket or complaint, or to what its promises are chosen by, its clocks are kept. An
 * event that was looked at together with a later one of its stream needs no second look.
 */
export class KeepClocksWhenSomethingHappens implements Policy {
  readonly name = 'keep-clocks-when-something-happens';
  readonly types: readonly string[];
  private readonly lookedAt = new LeastRecentlyUsed<string, number>(REMEMBERED_SUBJECTS_MAX);

  constructor(
    private readonly keeper: Pick<ClockKeeper, 'keep'>,
    private readonly open: OpenPromises,
    book: Pick<PolicyBook, 'matchedTypes'>,
  ) {
    const matched = book.matchedTypes();
    const telling = SUBJECT_TYPES.filter((type) => !IDLE_TYPES.includes(type) || matched.has(type));
    this.types = [...telling, ...SLA_DECISION_TYPES, 'CustomerAmended'];
  }

  async react(event: RecordedEvent, reaction: Reaction): Promise<void> {
    const { kind, id } = splitStreamName(event.stream);
    if (kind === 'customer') return this.tierChanged(event, id, reaction);
    if (isDecision(event)) {
      return this.keep(event.data['subject'] as SlaSubject, event, reaction);
    }
    if ((this.lookedAt.get(event.stream) ?? 0) >= event.version) return;
    await this.keep({ kind: kind as SlaSubject['kind'], id }, event, reaction);
  }

  private async tierChanged(
    event: RecordedEvent,
    customerId: string,
    reaction: Reaction,
  ): Promise<void> {
    if (event.data['tier'] === undefined) return;
    for (const subject of await this.open.ofCustomer(customerId)) {
      await this.keep(subject, event, reaction);
    }
  }

  private async keep(
    subject: SlaSubject,
    event: RecordedEvent,
    { actor, correlationId, causationId }: Reaction,
  ): Promise<void> {
    // Time alone is the timers’ affair: what is reported piece by piece is not judged in between.
    const time = { asOf: null, noticedAt: epochMsOf(event.recordedAt) };
    const isNew = event.version === 1 && event.stream === subjectStream(subject);
    const context = { actor, correlationId, causationId, isNew };
    const { subjectVersion } = await this.keeper.keep(subject, time, context);
    this.lookedAt.set(`${subject.kind}-${subject.id}`, subjectVersion);
  }
}
