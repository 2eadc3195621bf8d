import {
  refuse,
  streamName,
  type Clock,
  type RecordedEvent,
  type Refusal,
  type Result,
} from '@gongdan/core';
import type { ComplaintEvent } from '@gongdan/contracts';
import type { CommandContext, EventStore } from '@gongdan/event-store';
import { complaintRefusals } from '../domain/complaint-refusals.js';

/**
 * Nothing happens to a complaint before there is one. Promises are judged in the order in which things happened: an
 * answer from before the opening would stop none, and people would be told of a breach for good. What happens now is
 * not before it either, though this clock was set back since.
 */
export async function notBeforeOpening<Answer>(
  { store, clock }: { readonly store: Pick<EventStore, 'readStream'>; readonly clock: Clock },
  complaintId: string,
  context: CommandContext,
  execute: (context: CommandContext) => Promise<Result<Answer, Refusal>>,
): Promise<Result<Answer, Refusal>> {
  const [first] = await store.readStream(streamName('complaint', complaintId), { limit: 1 });
  const openedAt = (first as (RecordedEvent & ComplaintEvent) | undefined)?.occurredAt;
  const { occurredAt } = context;
  if (openedAt === undefined || (occurredAt ?? clock.now()) >= openedAt) return execute(context);
  return occurredAt === undefined
    ? execute({ ...context, occurredAt: openedAt })
    : refuse(complaintRefusals.occurredBeforeOpening(occurredAt, openedAt));
}
