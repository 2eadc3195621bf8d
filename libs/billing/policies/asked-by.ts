import type { PolicyCommandContext } from '@gongdan/contracts';
import type { Reaction } from '@gongdan/event-feed';

/** In whose name, and under which key, a policy asks something of a ticket. */
export const askedBy = (reaction: Reaction, purpose: string): PolicyCommandContext => {
  const { actor, correlationId, causationId } = reaction;
  return { actor, correlationId, causationId, idempotencyKey: reaction.keyFor(purpose) };
};
