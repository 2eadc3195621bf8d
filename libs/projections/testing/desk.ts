import { randomUUID } from 'node:crypto';
import {
  CustomerForgotten,
  CustomerRegistered,
  TicketCancelled,
  TicketCommented,
  TicketPrioritised,
  TicketRegistered,
  type EventContract,
} from '@gongdan/contracts';
import { instantOf, streamName, type NewEvent, type StreamName } from '@gongdan/core';
import type { EventStore, StreamWrite } from '@gongdan/event-store';

/** Appends to tickets and customers as a desk would, in tests. */
export class Desk {
  constructor(private readonly store: EventStore) {}

  /** Answers the log position after the last write. */
  async write(...writes: StreamWrite[]): Promise<number> {
    const result = await this.store.append({ writes });
    if (result.status !== 'appended') throw new Error(`not appended: ${result.status}`);
    return result.position;
  }

  /** Many small events on many tickets, the same for the same seed; answers the last position. */
  async work(options: { tickets: number; events: number; seed?: number }): Promise<number> {
    const random = seeded(options.seed ?? 1);
    const names = Array.from({ length: options.tickets }, (_, n) => `${options.seed ?? 1}-${n}`);
    let waiting: StreamWrite[] = [];
    let position = await this.store.lastPosition();
    const flush = async (): Promise<void> => {
      if (waiting.length > 0) position = await this.write(...waiting);
      waiting = [];
    };
    for (let n = 0; n < options.events; n++) {
      const name = names[n < names.length ? n : Math.floor(random() * names.length)] ?? '';
      const write = n < names.length ? registered(name) : anyOf(name, random());
      if (waiting.length === 50 || waiting.some(({ stream }) => stream === write.stream)) {
        await flush();
      }
      waiting.push(write);
    }
    await flush();
    return position;
  }
}

const anyOf = (name: string, chance: number): StreamWrite => {
  if (chance < 0.7) return commented(name, `remark ${Math.floor(chance * 1e9)}`);
  if (chance < 0.9) return prioritised(name, chance < 0.8 ? 'urgent' : 'low');
  return chance < 0.95 ? cancelled(name) : registered(name);
};

/** Which customer a ticket of these tests belongs to. */
export const customerOf = (name: string): string => `customer-of-${name.slice(-1)}`;

export const ticketStream = (name: string): StreamName => streamName('ticket', name);

function event(
  contract: Pick<EventContract, 'type' | 'schemaVersion'>,
  data: object,
  customerId: string | null,
): NewEvent {
  return {
    id: randomUUID(),
    type: contract.type,
    schemaVersion: contract.schemaVersion,
    data: data as NewEvent['data'],
    actor: 'clerk-one',
    occurredAt: instantOf(1_772_000_000_000),
    correlationId: randomUUID(),
    causationId: null,
    customerId,
  };
}

const onTicket =
  (contract: Pick<EventContract, 'type' | 'schemaVersion'>) =>
  (name: string, data: object): StreamWrite => ({
    stream: ticketStream(name),
    expected: 'any',
    events: [event(contract, data, customerOf(name))],
  });

export const registered = (name: string, changes: object = {}): StreamWrite =>
  onTicket(TicketRegistered)(name, {
    ...TicketRegistered.sample,
    ticketId: name,
    customerId: customerOf(name),
    title: `Ticket ${name}`,
    contact: { name: `Contact of ${name}` },
    ...changes,
  });

export const commented = (name: string, text: string): StreamWrite =>
  onTicket(TicketCommented)(name, { ...TicketCommented.sample, text });

export const prioritised = (name: string, priority: 'urgent' | 'low'): StreamWrite =>
  onTicket(TicketPrioritised)(name, { priority, previousPriority: 'normal' });

export const cancelled = (name: string): StreamWrite =>
  onTicket(TicketCancelled)(name, TicketCancelled.sample);

const customerStream = (customerId: string): StreamName => streamName('customer', customerId);

export const customerRegistered = (customerId: string): StreamWrite => ({
  stream: customerStream(customerId),
  expected: 'any',
  events: [event(CustomerRegistered, { ...CustomerRegistered.sample, customerId }, customerId)],
});

export const forgotten = (customerId: string): StreamWrite => ({
  stream: customerStream(customerId),
  expected: 'any',
  events: [event(CustomerForgotten, { customerId, reason: 'Asked for it' }, customerId)],
});

/** Mulberry32: small, and the same everywhere. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
