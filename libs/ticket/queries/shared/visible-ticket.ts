import type { Caller } from '@gongdan/contracts';
import { GongdanError } from '@gongdan/core';
import { assignedOnlyTo } from '@gongdan/platform';
import { isOnTicket } from '../../domain/ticket-guards.js';
import { notFound } from '../../domain/ticket-refusals.js';
import type { TicketState } from '../../domain/index.js';

/**
 * Throws `TICKET.NOT_FOUND` where there is no such ticket, and just so where the caller is only a
 * technician and neither leads nor assists: what is not his does not exist for him.
 */
export function requireVisible(state: TicketState, caller: Caller): void {
  const technicianId = assignedOnlyTo(caller);
  if (state.exists && (technicianId === undefined || isOnTicket(state, technicianId))) return;
  throw new GongdanError(notFound());
}
