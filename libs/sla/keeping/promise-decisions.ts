import type { SlaSubject } from '@gongdan/contracts';
import { epochMsOf, type Clock, type Refusal, type Result } from '@gongdan/core';
import {
  executionOf,
  type CommandContext,
  type CommandExecutor,
  type CommandOutcome,
  type EventStore,
  type Executed,
} from '@gongdan/event-store';
import { slaDecider, type PolicyBook } from '../domain/index.js';
import { subjectNotFound } from '../sla-refusals.js';
import type { ClockKeeper } from './clock-keeper.js';
import { slaStreamName, subjectStream } from './subject-facts.js';

export type PromiseDecision = 'Recalculate' | 'WithdrawPolicy';

/**
 * Recorded decisions about promises themselves: no activity of the ticket. `Recalculate` moves the open clocks
 * of a subject to the versions of policies and calendars that are in force now; `WithdrawPolicy` ends them.
 */
export class PromiseDecisions {
  constructor(
    private readonly store: Pick<EventStore, 'readStream' | 'findOutcome'>,
    private readonly executor: Pick<CommandExecutor, 'execute'>,
    private readonly clock: Clock,
    private readonly book: PolicyBook,
    private readonly keeper: Pick<ClockKeeper, 'keep'>,
  ) {}

  /** Answers when the clocks are kept by the decision. Throws `SLA.SUBJECT_NOT_FOUND`. */
  async decide(
    type: PromiseDecision,
    subject: SlaSubject,
    reason: string,
    context: CommandContext,
  ): Promise<Result<Executed, Refusal>> {
    const [first] = await this.store.readStream(subjectStream(subject), { limit: 1 });
    if (first === undefined) throw subjectNotFound(subject);
    const now = epochMsOf(this.clock.now());
    const { customerId } = first;
    const result = await this.executor.execute({
      stream: slaStreamName(subject),
      decider: slaDecider,
      command:
        type === 'Recalculate'
          ? { type, subject, reason, ...this.book.inForce(now) }
          : { type, subject, reason },
      customerIdOf: () => customerId,
      ...executionOf(context),
    });
    if (!result.ok || result.value.position === 0) return result;
    const kept = await this.keep(subject, result.value, now, context);
    if (kept === undefined || kept.position === 0) return result;
    const { position, version } = kept;
    const events = [...result.value.events, ...kept.events];
    return { ok: true, value: { ...result.value, position, version, events } };
  }

  /**
   * What the decision brought about is appended under a key of its own, made from the decision’s by a blank,
   * which no caller’s key has: so a repeat gets the first answer, whatever the clocks have done since.
   */
  private async keep(
    subject: SlaSubject,
    { version, replayed }: Executed,
    now: number,
    { caller, idempotency }: CommandContext,
  ): Promise<(Omit<CommandOutcome, 'stream'> & { readonly position: number }) | undefined> {
    const page = { fromVersion: version, limit: 1 };
    const [decision] = await this.store.readStream(slaStreamName(subject), page);
    const time = { asOf: null, noticedAt: now };
    const cause = {
      actor: caller.actor,
      ...(decision && { correlationId: decision.correlationId, causationId: decision.id }),
    };
    const own = idempotency && { ...idempotency, key: `${idempotency.key} kept` };
    if (own === undefined) return this.keeper.keep(subject, time, cause);
    if (!replayed) return this.keeper.keep(subject, time, { ...cause, idempotency: own });
    // Whoever was answered first may have died in between, so the clocks are kept here, too.
    await this.keeper.keep(subject, time, cause);
    const first = await this.store.findOutcome(own.key);
    return first && { ...(first.outcome as CommandOutcome), position: first.position };
  }
}
