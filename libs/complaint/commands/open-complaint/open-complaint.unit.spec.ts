import { beforeEach, describe, expect, it } from '@jest/globals';
import { CustomerForgotten, CustomerRegistered, type EventContract } from '@gongdan/contracts';
import { streamName, type Instant } from '@gongdan/core';
import {
  CommandExecutor,
  ContractedEventStore,
  InMemoryEventStore,
  InMemoryKeyVault,
  type CommandContext,
} from '@gongdan/event-store';
import { OpenComplaint, OpenComplaintHandler } from './open-complaint.handler.js';

const NOW = '2026-03-02T09:00:00.000Z' as Instant;
const CUSTOMER = CustomerRegistered.sample.customerId;

let lastId: number;
const ids = { next: () => `0198c2f0-0000-7000-8000-${String(++lastId).padStart(12, '0')}` };

let vault: InMemoryKeyVault;
let store: ContractedEventStore;
let handler: OpenComplaintHandler;
beforeEach(async () => {
  lastId = 0;
  const clock = { now: () => NOW };
  vault = new InMemoryKeyVault();
  store = new ContractedEventStore(new InMemoryEventStore(clock), { vault });
  handler = new OpenComplaintHandler(new CommandExecutor(store, clock, ids), store, clock);
  await record(CustomerRegistered, CustomerRegistered.sample);
});

async function record({ type }: Pick<EventContract, 'type'>, data: object): Promise<void> {
  const event = {
    id: ids.next(),
    type,
    schemaVersion: 1,
    data: data as Readonly<Record<string, unknown>>,
    actor: 'clerk',
    occurredAt: NOW,
    correlationId: 'c',
    causationId: null,
    customerId: CUSTOMER,
  };
  const stream = streamName('customer', CUSTOMER);
  await store.append({ writes: [{ stream, expected: 'any', events: [event] }] });
}

async function forget(): Promise<void> {
  await record(CustomerForgotten, { customerId: CUSTOMER, reason: 'Asked for it' });
  await vault.destroy(CUSTOMER);
}

/** As the edge sends it: every request under a new id. */
function open(key?: string) {
  const context: CommandContext = {
    caller: { actor: 'clerk', roles: ['clerk'], technicianId: null },
    ...(key === undefined ? {} : { idempotency: { key, fingerprint: 'a'.repeat(64) } }),
  };
  const complaint = {
    complaintId: ids.next(),
    customerId: CUSTOMER,
    ticketIds: [],
    source: 'customer' as const,
    severity: 'general' as const,
    description: 'Nobody came.',
  };
  return handler.execute(new OpenComplaint(complaint, context));
}

describe('opening a complaint', () => {
  it('is refused once the customer was forgotten', async () => {
    await forget();
    const refused = { ok: false, error: { code: 'COMPLAINT.CUSTOMER_UNKNOWN' } };
    expect(await open()).toMatchObject(refused);
    expect(await open('another key')).toMatchObject(refused);
  });

  it('answers a repeat as the first time, also after the customer was forgotten', async () => {
    const first = await open('key');
    await forget();
    const again = await open('key');
    expect(first.ok && again.ok && again.value).toEqual({
      ...(first.ok ? first.value : {}),
      replayed: true,
    });
  });
});
