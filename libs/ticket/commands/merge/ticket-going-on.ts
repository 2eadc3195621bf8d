import { ok, refuse, streamName, type Refusal, type Result } from '@gongdan/core';
import type { CommandExecutor, RestsOn } from '@gongdan/event-store';
import { refusalToGoOnIn, type MergeInput, type TicketDecider } from '../../domain/index.js';

/**
 * The ticket that goes on, as a merge rests on it.
 * Refuses with `TICKET.UNKNOWN_TICKET`, `TICKET.MERGE_INTO_ENDED`.
 */
export async function ticketGoingOn(
  executor: Pick<CommandExecutor, 'read'>,
  decider: TicketDecider,
  { intoTicketId }: MergeInput,
): Promise<Result<readonly RestsOn[], Refusal>> {
  const stream = streamName('ticket', intoTicketId);
  const { state, version } = await executor.read(stream, decider);
  const refusal = refusalToGoOnIn(intoTicketId, state);
  return refusal ? refuse(refusal) : ok([{ stream, version }]);
}
