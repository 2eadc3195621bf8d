import type { RecordedEvent } from '@gongdan/core';
import {
  evolveTicket,
  initialTicketState,
  type TicketFact,
  type TicketState,
} from '../../domain/index.js';

/** The state that events of one ticket's stream lead to. */
export const stateOf = (events: readonly RecordedEvent[]): TicketState =>
  (events as readonly TicketFact[]).reduce(evolveTicket, initialTicketState);
