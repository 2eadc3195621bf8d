import type { Caller } from '@gongdan/contracts';
import type { Instant } from '@gongdan/core';
import type { EventStore } from './event-store.js';

/** What goes with every command beside its content, whoever sends it: HTTP, a policy, an import. */
export interface CommandContext {
  readonly caller: Caller;
  /** When it really happened; default: now. */
  readonly occurredAt?: Instant;
  readonly correlationId?: string;
  readonly causationId?: string | null;
  /** The caller insists on this version (If-Match). */
  readonly expectedVersion?: number;
  readonly idempotency?: { readonly key: string; readonly fingerprint: string };
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
