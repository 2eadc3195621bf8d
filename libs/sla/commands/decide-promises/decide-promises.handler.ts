import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { SlaSubject } from '@gongdan/contracts';
import type { Refusal, Result } from '@gongdan/core';
import type { CommandContext, Executed } from '@gongdan/event-store';
import { PromiseDecisions, type PromiseDecision } from '../../keeping/promise-decisions.js';

/** A recorded decision about the promises of one ticket or complaint. */
export class DecidePromises extends Command<Result<Executed, Refusal>> {
  constructor(
    readonly type: PromiseDecision,
    readonly subject: SlaSubject,
    readonly reason: string,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(DecidePromises)
export class DecidePromisesHandler implements ICommandHandler<DecidePromises> {
  constructor(private readonly decisions: PromiseDecisions) {}

  /** Throws `SLA.SUBJECT_NOT_FOUND`. */
  execute({ type, subject, reason, context }: DecidePromises): Promise<Result<Executed, Refusal>> {
    return this.decisions.decide(type, subject, reason, context);
  }
}
