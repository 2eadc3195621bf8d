import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  ContractSigned,
  CustomerForgotten,
  CustomerRegistered,
  DeviceRegistered,
  TechnicianEngaged,
  TechnicianReleased,
  TicketRegistered,
  type EventContract,
} from '@gongdan/contracts';
import { streamName, type Instant, type StreamName } from '@gongdan/core';
import { InMemoryEventStore } from '@gongdan/event-store';
import { KnownThings } from './known-things.js';

const NOW = '2026-03-02T09:00:00.000Z' as Instant;
const { customerId } = CustomerRegistered.sample;
const { deviceId } = DeviceRegistered.sample;
const { contractId } = ContractSigned.sample;
const CUSTOMER = streamName('customer', customerId);

let store: InMemoryEventStore;
let reads: StreamName[];
let known: KnownThings;
let currency: string | undefined;
beforeEach(async () => {
  store = new InMemoryEventStore({ now: () => NOW });
  reads = [];
  currency = 'CNY';
  known = new KnownThings(
    {
      readStream: (stream, options) => {
        reads.push(stream);
        return store.readStream(stream, options);
      },
    },
    { today: () => currency },
  );
  await record(CUSTOMER, CustomerRegistered, CustomerRegistered.sample);
  await record(CUSTOMER, DeviceRegistered, DeviceRegistered.sample);
  await record(streamName('customer', 'other'), CustomerRegistered, { customerId: 'other' });
  await record(streamName('contract', contractId), ContractSigned, ContractSigned.sample);
  await record(streamName('technician', 't1'), TechnicianEngaged, TechnicianEngaged.sample);
  await record(streamName('ticket', 'k1'), TicketRegistered, { customerId });
  await record(streamName('ticket', 'k2'), TicketRegistered, { customerId: 'other' });
});

let lastId = 0;
async function record(
  stream: StreamName,
  { type }: Pick<EventContract, 'type'>,
  data: object,
): Promise<void> {
  const event = {
    id: `0198c2f0-0000-7000-8000-${String(++lastId).padStart(12, '0')}`,
    type,
    schemaVersion: 1,
    data: data as Readonly<Record<string, unknown>>,
    actor: 'clerk',
    occurredAt: NOW,
    correlationId: 'c',
    causationId: null,
    customerId: null,
  };
  await store.append({ writes: [{ stream, expected: 'any', events: [event] }] });
}

const refusal = (code: string, path: string, named: string) => ({
  code,
  category: 'rejected',
  violations: [{ path, message: expect.stringContaining(named) }],
});

describe('a ticket that is registered', () => {
  it('may name what is in the customer’s file', async () => {
    await expect(known.requireRegistrable({ customerId })).resolves.toBeUndefined();
    await expect(
      known.requireRegistrable({ customerId, deviceId, contractId }),
    ).resolves.toBeUndefined();
  });

  it('costs one look where it names neither device nor contract', async () => {
    await known.requireRegistrable({ customerId });
    expect(reads).toEqual([CUSTOMER]);
  });

  it('is not for somebody who is unknown, or was forgotten, also just now', async () => {
    await expect(known.requireRegistrable({ customerId: 'nobody' })).rejects.toMatchObject(
      refusal('TICKET.UNKNOWN_CUSTOMER', '/customerId', 'nobody'),
    );
    await known.requireRegistrable({ customerId });
    await record(CUSTOMER, CustomerForgotten, { customerId, reason: 'Asked for it' });
    await expect(known.requireRegistrable({ customerId })).rejects.toMatchObject(
      refusal('CUSTOMER.FORGOTTEN', '/customerId', customerId),
    );
  });

  it('names no device and no contract that is not the customer’s', async () => {
    for (const given of [
      { customerId, deviceId: 'd-none' },
      { customerId: 'other', deviceId },
    ]) {
      await expect(known.requireRegistrable(given)).rejects.toMatchObject(
        refusal('TICKET.UNKNOWN_DEVICE', '/deviceId', given.deviceId),
      );
    }
    for (const given of [
      { customerId, contractId: 'c-none' },
      { customerId: 'other', contractId },
    ]) {
      await expect(known.requireRegistrable(given)).rejects.toMatchObject(
        refusal('TICKET.UNKNOWN_CONTRACT', '/contractId', given.contractId),
      );
    }
  });
});

describe('a ticket that is amended', () => {
  it('may name another device of its customer, and no other', async () => {
    await expect(known.requireAmendable('k1', { deviceId })).resolves.toBeUndefined();
    await expect(known.requireAmendable('k1', { deviceId: 'd-none' })).rejects.toMatchObject(
      refusal('TICKET.UNKNOWN_DEVICE', '/deviceId', 'd-none'),
    );
  });

  it('may name a contract of its customer, and no other’s', async () => {
    await expect(known.requireAmendable('k1', { contractId })).resolves.toBeUndefined();
    for (const [ticketId, named] of [
      ['k1', 'c-none'],
      ['k2', contractId],
    ] as const) {
      await expect(known.requireAmendable(ticketId, { contractId: named })).rejects.toMatchObject(
        refusal('TICKET.UNKNOWN_CONTRACT', '/contractId', named),
      );
    }
  });

  it('is looked at only where it names a device or a contract', async () => {
    await known.requireAmendable('k1', {});
    expect(reads).toEqual([]);
  });

  it('is refused by the decider where there is no ticket', async () => {
    await expect(
      known.requireAmendable('k-none', { deviceId, contractId }),
    ).resolves.toBeUndefined();
  });
});

describe('parts that are recorded', () => {
  const part = (inCurrency: string) => ({
    code: `P-${inCurrency}`,
    description: 'Seal',
    quantity: 1,
    unitPrice: { amountMinor: 100, currency: inCurrency },
  });

  it('are priced in what the price list is in', () => {
    expect(() => known.requireBillable({ parts: [part('CNY'), part('CNY')] })).not.toThrow();
    expect(() => known.requireBillable({ parts: [part('CNY'), part('USD')] })).toThrow(
      expect.objectContaining({
        ...refusal('TICKET.OTHER_CURRENCY', '/parts/1/unitPrice/currency', 'P-USD'),
        hint: expect.stringContaining('currency of the price list'),
      }),
    );
    currency = 'USD';
    expect(() => known.requireBillable({ parts: [part('USD')] })).not.toThrow();
    expect(() => known.requireBillable({ parts: [part('CNY')] })).toThrow('price list in USD');
  });

  it('are taken as they are while no price list is in force', () => {
    currency = undefined;
    expect(() => known.requireBillable({ parts: [part('USD')] })).not.toThrow();
  });
});

describe('work that is recorded', () => {
  const work = { description: 'Refilled', minutes: 30 };

  it('is somebody’s who is or was in service', async () => {
    await expect(known.requireWorker(work)).resolves.toBeUndefined();
    expect(reads).toEqual([]);
    await record(streamName('technician', 't1'), TechnicianReleased, {});
    await expect(known.requireWorker({ ...work, technicianId: 't1' })).resolves.toBeUndefined();
    await expect(known.requireWorker({ ...work, technicianId: 'nobody' })).rejects.toMatchObject(
      refusal('TICKET.UNKNOWN_TECHNICIAN', '/technicianId', 'nobody'),
    );
  });
});
