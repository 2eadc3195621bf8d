import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { SlaSubject } from '@gongdan/contracts';
import { epochMsOf, type Clock, type Refusal, type Result } from '@gongdan/core';
import {
  executionOf,
  type CommandContext,
  type CommandExecutor,
  type EventStore,
  type Executed,
} from '@gongdan/event-store';
import { CLOCK, COMMAND_EXECUTOR, EVENT_STORE } from '@gongdan/platform';
import { slaDecider, type PolicyBook } from '../../domain/index.js';
import { ClockKeeper } from '../../keeping/clock-keeper.js';
import { slaStreamName, subjectStream } from '../../keeping/subject-facts.js';
import { subjectNotFound } from '../../sla-refusals.js';
import { POLICY_BOOK } from '../../sla.tokens.js';

/**
 * `Recalculate` moves the open clocks of a subject to the versions of policies and calendars that are in
 * force now; `WithdrawPolicy` ends them. Both are decisions about the promises: no activity of the ticket.
 */
export class DecidePromises extends Command<Result<Executed, Refusal>> {
  constructor(
    readonly type: 'Recalculate' | 'WithdrawPolicy',
    readonly subject: SlaSubject,
    readonly reason: string,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(DecidePromises)
export class DecidePromisesHandler implements ICommandHandler<DecidePromises> {
  constructor(
    @Inject(COMMAND_EXECUTOR) private readonly executor: CommandExecutor,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(POLICY_BOOK) private readonly book: PolicyBook,
    private readonly keeper: ClockKeeper,
  ) {}

  /** Answers when the clocks are kept by the decision. Throws `SLA.SUBJECT_NOT_FOUND`. */
  async execute(command: DecidePromises): Promise<Result<Executed, Refusal>> {
    const { type, subject, reason, context } = command;
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
    const { actor } = context.caller;
    const kept = await this.keeper.keep(subject, { asOf: null, noticedAt: now }, { actor });
    const { position, version, events } = kept;
    if (position === 0) return result;
    return {
      ok: true,
      value: { ...result.value, position, version, events: [...result.value.events, ...events] },
    };
  }
}
