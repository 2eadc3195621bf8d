import { systemCaller, type SlaSubject } from '@gongdan/contracts';
import { GongdanError, type Refusal, type Result } from '@gongdan/core';
import type { CommandExecutor, EventStore, Executed, Idempotency } from '@gongdan/event-store';
import {
  DECISIONS_MISSING,
  slaDecider,
  type PolicyBook,
  type SlaCommand,
  type SlaFact,
} from '../domain/index.js';
import { readDecisions, readSubjectFacts, slaStreamName } from './subject-facts.js';

/** How often a keeping starts over because a decision came in between. */
const KEEP_ATTEMPTS_MAX = 5;

/** Who keeps, and what led to it. */
export interface KeepingContext {
  /** `policy:<name>`, `system` … */
  readonly actor: string;
  readonly correlationId?: string;
  readonly causationId?: string;
  /** Of a command that the clocks are kept for. */
  readonly idempotency?: Idempotency;
  /** The subject has only just come to be: its SLA stream is taken to be empty, until that proves wrong. */
  readonly isNew?: boolean;
}

/** Epoch milliseconds by the database’s clock. */
export interface KeepingTime {
  /** Up to when time has passed; null: no further than what happened proves. */
  readonly asOf: number | null;
  readonly noticedAt: number;
}

export interface Kept extends Executed {
  /** Version of the subject’s stream that was looked at; 0: there is no such subject. */
  readonly subjectVersion: number;
}

/**
 * Brings the SLA stream of a subject up to what is so at a moment. The one way in which clocks are kept,
 * whether something happened or only time passed; done twice, or by two at once, it adds nothing twice.
 */
export class ClockKeeper {
  constructor(
    private readonly store: Pick<EventStore, 'readStream'>,
    private readonly executor: Pick<CommandExecutor, 'execute'>,
    private readonly book: PolicyBook,
  ) {}

  async keep(subject: SlaSubject, time: KeepingTime, context: KeepingContext): Promise<Kept> {
    const { book } = this;
    const { events, facts } = await readSubjectFacts(this.store, subject);
    let decisions: readonly SlaFact[] = [];
    for (let attempt = 1; ; attempt++) {
      const command: SlaCommand = { type: 'KeepClocks', subject, facts, decisions, book, ...time };
      const result = await this.execute(command, context);
      if (result.ok) return { ...result.value, subjectVersion: events.length };
      const again = result.error.code === DECISIONS_MISSING && attempt < KEEP_ATTEMPTS_MAX;
      if (!again) throw new GongdanError(result.error);
      decisions = await readDecisions(this.store, subject);
    }
  }

  private execute(
    command: SlaCommand,
    { actor, ...rest }: KeepingContext,
  ): Promise<Result<Executed, Refusal>> {
    return this.executor.execute({
      stream: slaStreamName(command.subject),
      decider: slaDecider,
      command,
      customerIdOf: ({ customerId }) => customerId,
      ...rest,
      actor: systemCaller(actor).actor,
    });
  }
}
