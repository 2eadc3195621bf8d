import { refuse, streamName, type RecordedEvent, type Refusal, type Result } from '@gongdan/core';
import type { ComplaintEvent } from '@gongdan/contracts';
import type { CommandContext, EventStore } from '@gongdan/event-store';
import { complaintRefusals } from '../domain/complaint-refusals.js';

/**
 * Nothing happens to a complaint before there is one. Promises are judged in the order in which things happened: an
 * answer from before the opening would stop none, and people would be told of a breach for good.
 */
export async function notBeforeOpening<Answer>(
  store: Pick<EventStore, 'readStream'>,
  complaintId: string,
  { occurredAt }: Pick<CommandContext, 'occurredAt'>,
  execute: () => Promise<Result<Answer, Refusal>>,
): Promise<Result<Answer, Refusal>> {
  if (occurredAt === undefined) return execute();
  const [first] = await store.readStream(streamName('complaint', complaintId), { limit: 1 });
  const opened = first as (RecordedEvent & ComplaintEvent) | undefined;
  return opened !== undefined && occurredAt < opened.occurredAt
    ? refuse(complaintRefusals.occurredBeforeOpening(occurredAt, opened.occurredAt))
    : execute();
}
