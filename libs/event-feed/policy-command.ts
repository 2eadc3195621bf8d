import { createHash } from 'node:crypto';
import { systemCaller } from '@gongdan/contracts';
import type { CommandContext } from '@gongdan/event-store';
import type { Reaction } from './policy.js';

/**
 * The context of a command that a policy issues. `purpose` tells several commands of one reaction apart.
 * The fingerprint is the reaction itself: what the policy reads meanwhile (prices, the clock) may have
 * changed when the event is delivered again, and the first outcome must still be the answer.
 */
export function policyCommandContext(reaction: Reaction, purpose: string): CommandContext {
  const key = reaction.keyFor(purpose);
  return {
    caller: systemCaller(reaction.actor),
    correlationId: reaction.correlationId,
    causationId: reaction.causationId,
    idempotency: { key, fingerprint: createHash('sha256').update(key).digest('hex') },
  };
}
