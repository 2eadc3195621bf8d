import { streamName, type Clock } from '@gongdan/core';
import { executionOf, type CommandContext, type Execution } from '@gongdan/event-store';
import {
  complaintDecider,
  type ComplaintCommand,
  type ComplaintFact,
  type ComplaintRequest,
  type ComplaintState,
} from '../domain/complaint.js';

/** How a complaint is changed, whatever is asked of it. */
export function complaintExecution(
  complaintId: string,
  request: ComplaintRequest,
  context: CommandContext,
  clock: Clock,
): Execution<ComplaintState, ComplaintCommand, ComplaintFact> {
  const now = clock.now();
  // Envelope and decision must tell the same moment: the state folded now is cached.
  const occurredAt = context.occurredAt ?? now;
  return {
    stream: streamName('complaint', complaintId),
    decider: complaintDecider,
    command: { ...request, now, occurredAt },
    customerIdOf: (state) => state.customerId,
    ...executionOf(context),
    occurredAt,
  };
}
