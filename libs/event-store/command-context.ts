import type { Caller } from '@gongdan/contracts';
import type { Instant, Refusal } from '@gongdan/core';
import type { CommandRecord, EventStore } from './event-store.js';

/** By which a repeat of a command is known; stored with the command’s events. */
export type Idempotency = Pick<CommandRecord, 'key' | 'fingerprint'>;

/** What goes with every command beside its content, whoever sends it: HTTP, a policy, an import. */
export interface CommandContext {
  readonly caller: Caller;
  /** When it really happened; default: now. */
  readonly occurredAt?: Instant;
  readonly correlationId?: string;
  readonly causationId?: string | null;
  /** The caller insists on this version (If-Match). */
  readonly expectedVersion?: number;
  readonly idempotency?: Idempotency;
}

/** The part of an `Execution` that comes from its context. */
export function executionOf(context: CommandContext) {
  const { caller, ...rest } = context;
  return { ...rest, actor: caller.actor };
}

/** True where the command had its effect already: whatever would speak against it now, it is answered so. */
export const isRepeated = async (
  store: Pick<EventStore, 'findOutcome'>,
  { idempotency }: Pick<CommandContext, 'idempotency'>,
): Promise<boolean> =>
  idempotency !== undefined && (await store.findOutcome(idempotency.key)) !== undefined;

/** The answer to a key that was used before for something else. */
export const keyReused = (): Refusal => ({
  code: 'COMMAND.KEY_REUSED',
  category: 'rejected',
  message: 'This idempotency key was used before for a different request.',
  hint: 'Use a new key for a new request; repeat the old one unchanged to get its outcome.',
});
