import type { RecordedEvent } from '@gongdan/core';

/**
 * One named sentence that ties streams together, e.g. `open-complaint-when-rating-is-poor`: an event
 * comes in, a command goes out. `react` must issue its commands with `reaction.keyFor(…)`, so that a
 * redelivered event has no second effect.
 */
export interface Policy {
  /** The sentence in kebab case; its consumer is `policy:<name>`. */
  readonly name: string;
  readonly types: readonly string[];
  react(event: RecordedEvent, reaction: Reaction): Promise<void>;
}

/** What a policy passes on with every command it issues. */
export interface Reaction {
  /** `policy:<name>`. */
  readonly actor: string;
  readonly correlationId: string;
  /** The id of the event reacted to. */
  readonly causationId: string;
  /** Stable over redeliveries: the command’s idempotency key. `purpose` tells several commands apart. */
  keyFor(purpose: string): string;
}
