import type { Decider, Instant, Refusal } from '@gongdan/core';
import type { Caller } from '@gongdan/contracts';
import type {
  TicketCommand,
  TicketCommandInputs,
  TicketCommandName,
  TicketFact,
  TicketState,
} from '@gongdan/ticket';

export type TicketRules = Decider<TicketState, TicketCommand, TicketFact>;

/** What one row does to a ticket, tried out: kept as a whole, or not at all. */
export class TicketAttempt {
  readonly facts: TicketFact[] = [];
  /** Why the first refused command was refused. Nothing is decided after it. */
  refusal: Refusal | undefined;

  constructor(
    private readonly rules: TicketRules,
    public state: TicketState,
    private readonly context: {
      readonly caller: Caller;
      readonly now: Instant;
      readonly newId: (ordinal: number) => string;
    },
  ) {}

  give<Name extends TicketCommandName>(
    name: Name,
    input: TicketCommandInputs[Name],
    occurredAt: Instant,
  ): void {
    if (this.refusal) return;
    const { caller, now, newId } = this.context;
    const command = { name, input, caller, now, occurredAt, newId: newId(this.facts.length) };
    const decision = this.rules.decide(this.state, command as TicketCommand);
    if (!decision.ok) {
      this.refusal = decision.error;
      return;
    }
    for (const fact of decision.value) {
      this.state = this.rules.evolve(this.state, fact);
      this.facts.push(fact);
    }
  }

  refuse(refusal: Refusal): void {
    this.refusal ??= refusal;
  }
}
