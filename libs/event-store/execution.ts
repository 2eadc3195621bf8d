import type { Decider, DomainEvent, Instant, Refusal, Result, StreamName } from '@gongdan/core';
import type { Idempotency } from './command-context.js';

/** A stream of which a decision takes for granted how it stood. */
export interface RestsOn {
  readonly stream: StreamName;
  /** Its version when it was looked at; 0: it did not exist. */
  readonly version: number;
}

export interface Execution<State, Command, Event extends DomainEvent> {
  readonly stream: StreamName;
  readonly decider: Decider<State, Command, Event>;
  readonly command: Command;
  readonly actor: string;
  /** When it really happened; default: now. */
  readonly occurredAt?: Instant;
  readonly correlationId?: string;
  readonly causationId?: string | null;
  /** Whose personal data the events may hold, from the state after them. */
  readonly customerIdOf: (state: State) => string | null;
  /** The stream’s id was made up for it: it is taken to be empty, without a look, until that proves wrong. */
  readonly isNew?: boolean;
  /** The caller insists on this version (If-Match): no second decision on a newer one. */
  readonly expectedVersion?: number;
  /**
   * Looks at what the command takes for granted in other streams; refuses, or answers what it looked at. The
   * events are appended only if all of it still stands so; else it is looked at, and decided, anew.
   */
  readonly restsOn?: () => Promise<Result<readonly RestsOn[], Refusal>>;
  /**
   * The key’s owner is part of it: two callers never share one. It is stored with the events, so that a
   * command that was refused or changed nothing leaves it unused: a repeat is decided anew.
   */
  readonly idempotency?: Idempotency;
}

/** What a repeat of the command is answered with, too, where it had an effect. */
export interface CommandOutcome {
  readonly stream: StreamName;
  /** Version of the stream after the command. */
  readonly version: number;
  readonly events: readonly { readonly id: string; readonly type: string }[];
}

export interface Executed extends CommandOutcome {
  /** Log position after the command: what a read must show to include it. 0: nothing was changed. */
  readonly position: number;
  /** True where the same key was executed before and this is that first outcome. */
  readonly replayed: boolean;
}
