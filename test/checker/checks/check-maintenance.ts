import type { Found } from '../findings.js';
import { streamsOf, type Fact } from '../fold/fact.js';

/** Orders of visits and what must come of them; nothing is asked of events after `settledUpTo`. */
export function checkMaintenance(facts: readonly Fact[], settledUpTo: number, found: Found): void {
  const tickets = streamsOf(facts, 'ticket');
  const orders = facts.filter(({ type }) => type === 'MaintenanceVisitOrdered');
  const endings = facts.filter(
    ({ type }) => type === 'MaintenanceSlotOpened' || type === 'MaintenanceVisitDone',
  );
  const endingsOf = (order: Fact): readonly Fact[] =>
    endings.filter(({ data }) => data['ticketId'] === order.data['ticketId']);
  for (const order of orders) {
    const ticketId = String(order.data['ticketId']);
    const events = tickets.get(ticketId) ?? [];
    const ended = endingsOf(order);
    if (ended.length > 1) found('effect-doubled', `visit ${ticketId} ended ${ended.length} times`);
    if (order.position > settledUpTo) continue;
    if (events.length === 0 && ended.length === 0) {
      found('effect-missing', `visit ${ticketId} was ordered and never registered`);
    }
    const isLost = events.some(
      ({ type, position }) =>
        ['TicketCancelled', 'TicketMerged'].includes(type) && position <= settledUpTo,
    );
    if (isLost && ended.length === 0) {
      found('effect-missing', `visit ${ticketId} was lost, and its slot is not open`);
    }
  }
  checkOrders(orders, endings, found);
}

/** A slot is ordered anew only after it was opened, and every order has a ticket of its own. */
function checkOrders(orders: readonly Fact[], endings: readonly Fact[], found: Found): void {
  const bySlot = Map.groupBy(
    orders,
    ({ data }) => `${String(data['planId'])} slot ${String(data['slot'])}`,
  );
  for (const [slot, each] of bySlot) {
    each.slice(1).forEach((order, index) => {
      const before = each[index];
      const wasOpened = endings.some(
        ({ type, data, position }) =>
          type === 'MaintenanceSlotOpened' &&
          data['ticketId'] === before?.data['ticketId'] &&
          position < order.position,
      );
      if (!wasOpened) found('effect-doubled', `${slot}: ordered twice, at ${order.position}`);
    });
  }
}
