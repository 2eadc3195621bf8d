import { randomUUID } from 'node:crypto';
import { eventContract } from '@gongdan/contracts';
import { instantOf, streamName, type NewEvent } from '@gongdan/core';
import type { EventStore, StreamWrite } from '@gongdan/event-store';

/** What happens to every ticket of a benchmark, in this order. */
const JOURNEY = [
  'TicketRegistered',
  'TicketDispatchApproved',
  'TicketAssigned',
  'TicketAccepted',
  'TicketScheduled',
  'TechnicianDeparted',
  'WorkStarted',
  'WorkFinished',
  'TicketCommented',
  'TicketClosed',
] as const;

const CUSTOMERS = 20_000;
/** Tickets that are under way at the same time: how far apart the events of one ticket lie. */
const TICKETS_UNDER_WAY = 2_000;
const STREAMS_PER_APPEND = 100;
const APPENDS_AT_ONCE = 4;

/** The `step`-th event of a benchmark’s ticket. */
export function ticketEvent(ticket: number, step: number): { write: StreamWrite; id: string } {
  const type = JOURNEY[step % JOURNEY.length] ?? 'TicketCommented';
  const { sample, schemaVersion } = eventContract(type);
  const customerId = `customer-${ticket % CUSTOMERS}`;
  const id = `ticket-of-bench-${String(ticket).padStart(9, '0')}`;
  const own =
    type === 'TicketRegistered' ? { ticketId: id, number: `T-${ticket}`, customerId } : {};
  const event: NewEvent = {
    id: randomUUID(),
    type,
    schemaVersion,
    data: { ...sample, ...own },
    actor: 'clerk-one',
    occurredAt: instantOf(Date.now()),
    correlationId: randomUUID(),
    causationId: null,
    customerId,
  };
  return { write: { stream: streamName('ticket', id), expected: step, events: [event] }, id };
}

/**
 * Fills the log with tickets’ journeys, many under way at once, numbered from `first`; answers how many
 * tickets there are.
 */
export async function fillLog(store: EventStore, events: number, first = 0): Promise<number> {
  let tickets = first;
  let underWay: { readonly ticket: number; step: number }[] = [];
  for (let written = 0, round = 0; written < events; round++) {
    while (underWay.length < TICKETS_UNDER_WAY) underWay.push({ ticket: tickets++, step: 0 });
    const moving = underWay
      .filter(({ ticket, step }) => step === 0 || movesIn(round, ticket))
      .slice(0, events - written);
    await appendAll(
      store,
      moving.map(({ ticket, step }) => ticketEvent(ticket, step).write),
    );
    for (const each of moving) each.step += 1;
    written += moving.length;
    underWay = underWay.filter(({ step }) => step < JOURNEY.length);
  }
  return tickets - first - underWay.filter(({ step }) => step === 0).length;
}

/** In every round about two thirds of the tickets move, so that they do not go in step. */
const movesIn = (round: number, ticket: number): boolean =>
  Math.imul(round * 31 + ticket, 0x9e3779b1) >>> 0 > 0x55555555;

async function appendAll(store: EventStore, writes: readonly StreamWrite[]): Promise<void> {
  const appends: (readonly StreamWrite[])[] = [];
  for (let from = 0; from < writes.length; from += STREAMS_PER_APPEND) {
    appends.push(writes.slice(from, from + STREAMS_PER_APPEND));
  }
  const worker = async (): Promise<void> => {
    for (let next = appends.shift(); next !== undefined; next = appends.shift()) {
      const { status } = await store.append({ writes: next });
      if (status !== 'appended') throw new Error(`the log was not filled: ${status}`);
    }
  };
  await Promise.all(Array.from({ length: APPENDS_AT_ONCE }, worker));
}
