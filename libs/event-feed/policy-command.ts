import { createHash } from 'node:crypto';
import { systemCaller, type PolicyCommandContext } from '@gongdan/contracts';
import type { CommandContext } from '@gongdan/event-store';
import type { Reaction } from './policy.js';

/** In whose name, and under which key, a policy asks something of another stage; `purpose` as below. */
export const askedBy = (reaction: Reaction, purpose: string): PolicyCommandContext => {
  const { actor, correlationId, causationId } = reaction;
  return { actor, correlationId, causationId, idempotencyKey: reaction.keyFor(purpose) };
};

/** The context of a command that a policy issues. `purpose` tells several commands of one reaction apart. */
export const policyCommandContext = (reaction: Reaction, purpose: string): CommandContext =>
  commandContextOf(askedBy(reaction, purpose));

/**
 * The same of what a policy hands on to another stage. The fingerprint is the reaction itself: what the policy
 * reads meanwhile (prices, the clock) may have changed when the event is delivered again, and the first outcome
 * must still be the answer.
 */
export const commandContextOf = ({
  actor,
  correlationId,
  causationId,
  idempotencyKey: key,
}: PolicyCommandContext): CommandContext => ({
  caller: systemCaller(actor),
  correlationId,
  causationId,
  idempotency: { key, fingerprint: createHash('sha256').update(key).digest('hex') },
});
