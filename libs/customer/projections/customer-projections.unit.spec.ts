import { describe, expect, it } from '@jest/globals';
import { allEventContracts, eventContract } from '@gongdan/contracts';
import type { Instant } from '@gongdan/core';
import { recorder, rowsOf } from '../../../test/setup/recorded.js';
import { contractProjection } from './contract/contract.projection.js';
import { customerHistoryProjection } from './customer-history/customer-history.projection.js';
import { WHAT_LENGTH_MAX } from './customer-history/history-words.js';
import { customerProjection } from './customer/customer.projection.js';
import { deviceProjection } from './device/device.projection.js';

const recorded = recorder('customer-c1');
const onContract = recorder('contract-k1');
const onTicket = recorder('ticket-t1');

const registered = recorded('CustomerRegistered', {
  customerId: 'c1',
  name: 'Customer One',
  phone: '+86 10 5555 0101',
  tier: 'ordinary',
});

describe('the projection customer', () => {
  it('follows amendments and keeps what was not amended', () => {
    const amended = recorded('CustomerAmended', { phone: '+86 10 5555 0102', tier: 'key' });
    expect(rowsOf(customerProjection, registered, amended)).toEqual([
      expect.objectContaining({
        customer_id: 'c1',
        name: 'Customer One',
        phone: '+86 10 5555 0102',
        email: null,
        tier: 'key',
        status: 'active',
        search_words: expect.arrayContaining(['cust', 'one', '55550102']),
        version: amended.version,
      }),
    ]);
  });

  it('gives the same row before and after the key is destroyed, once forgotten', () => {
    const forgotten = recorded('CustomerForgotten', { customerId: 'c1', reason: 'Asked' });
    const unreadable = { ...registered, data: { ...registered.data } };
    for (const member of ['name', 'phone']) unreadable.data[member] = '[forgotten]';
    const live = rowsOf(customerProjection, registered, forgotten);
    expect(live[0]).toMatchObject({
      name: null,
      phone: null,
      search_words: null,
      status: 'forgotten',
    });
    expect(rowsOf(customerProjection, unreadable, forgotten)).toEqual(live);
  });

  it('makes no row of an amendment without a registration', () => {
    expect(rowsOf(customerProjection, recorded('CustomerAmended', { tier: 'key' }))).toEqual([]);
  });
});

describe('the projections device and contract', () => {
  it('keep a device with its customer', () => {
    const device = { deviceId: 'd1', model: 'KFR-35GW', warrantyUntil: '2027-04-30' };
    expect(rowsOf(deviceProjection, recorded('DeviceRegistered', device))).toEqual([
      {
        device_id: 'd1',
        customer_id: 'c1',
        model: 'KFR-35GW',
        serial: null,
        purchased_on: null,
        purchased_at: null,
        warranty_until: '2027-04-30',
        registered_at: '2026-03-02T09:00:00.000Z',
      },
    ]);
  });

  it('count the visits of a contract, once however often an event comes', () => {
    const signed = onContract('ContractSigned', {
      contractId: 'k1',
      customerId: 'c1',
      validFrom: '2026-01-01',
      validUntil: '2026-12-31',
      visitLimit: 12,
    });
    const used = onContract('ContractVisitUsed', { ticketId: 't1', cycle: 1, visitsUsed: 1 });
    const rows = rowsOf(contractProjection, signed, used, used);
    expect(rows).toEqual([expect.objectContaining({ visit_limit: 12, visits_used: 1 })]);
  });
});

const VERDICT_TYPES: readonly string[] = ['SlaClockMet', 'SlaClockBreached', 'SlaClockSuperseded'];
const isVerdict = (type: string): boolean => VERDICT_TYPES.includes(type);

describe('the projection customer-history', () => {
  it('has words without anything personal for every event that can carry a customer', () => {
    for (const contract of allEventContracts()) {
      const event = recorded(contract.type, contract.sample);
      const rows = rowsOf(customerHistoryProjection, event);
      const isTold =
        contract.owner === 'sla' ? isVerdict(contract.type) : contract.owner !== 'technician';
      expect({ type: contract.type, rows: rows.length }).toEqual({
        type: contract.type,
        rows: isTold ? 1 : 0,
      });
      for (const pointer of contract.personal) {
        const personal = pointer
          .split('/')
          .slice(1)
          .reduce<unknown>(
            (value, step) => (value as Record<string, unknown>)?.[step],
            contract.sample,
          );
        if (typeof personal === 'string') expect(rows[0]?.what).not.toContain(personal);
      }
    }
  });

  it('makes one row of an event however often it comes, and none without a customer', () => {
    const nobody = onTicket('WorkStarted', {}, { customerId: null });
    expect(rowsOf(customerHistoryProjection, registered, registered, nobody)).toHaveLength(1);
  });

  it('says when it happened and when it was known, what it is about, and the state afterwards', () => {
    const move = { from: 'en-route', to: 'on-site', stage: 'field', stateClass: 'active' };
    const arrived = onTicket(
      'TechnicianArrived',
      { technicianId: 'f1', move },
      { occurredAt: '2026-03-02T08:00:00.000Z' as Instant },
    );
    expect(rowsOf(customerHistoryProjection, arrived)).toEqual([
      {
        event_id: arrived.id,
        position: arrived.position,
        customer_id: 'c1',
        occurred_at: '2026-03-02T08:00:00.000Z',
        recorded_at: '2026-03-02T09:00:05.000Z',
        kind: 'visit',
        subject_id: 't1',
        type: 'TechnicianArrived',
        what: 'Technician at the site',
        state: 'on-site',
      },
    ]);
    const device = recorded('DeviceRegistered', { deviceId: 'd1', model: 'KFR-35GW' });
    expect(rowsOf(customerHistoryProjection, device)[0]).toMatchObject({
      kind: 'device',
      subject_id: 'd1',
    });
  });

  it('cuts long lists', () => {
    const parts = Array.from({ length: 100 }, (_, index) => ({ code: `PART-NUMBER-${index}` }));
    const [row] = rowsOf(customerHistoryProjection, onTicket('PartsRecorded', { parts }));
    expect(row?.what).toHaveLength(WHAT_LENGTH_MAX);
  });
});

describe('promises in the history of a customer', () => {
  const onPromise = recorder('sla-t1');
  type Data = Readonly<Record<string, unknown>>;
  const sampleOf = (type: Parameters<typeof eventContract>[0]) =>
    eventContract(type).sample as Data;
  const told = (type: Parameters<typeof eventContract>[0], more: object = {}) =>
    rowsOf(customerHistoryProjection, onPromise(type, { ...sampleOf(type), ...more }));
  const superseded = (before: string, now: string) => {
    const { previous, standing } = sampleOf('SlaClockSuperseded') as { [each: string]: Data };
    return told('SlaClockSuperseded', {
      previous: { ...previous, verdict: before },
      standing: { ...standing, verdict: now },
    });
  };

  it('are told when they are kept and when they are broken, by whose they are', () => {
    const common = { kind: 'promise', subject_id: 't1', state: null };
    expect(told('SlaClockMet')).toEqual([
      expect.objectContaining({ ...common, what: 'Promise kept: arrival' }),
    ]);
    expect(told('SlaClockBreached')).toEqual([
      expect.objectContaining({ ...common, what: 'Promise broken: arrival' }),
    ]);
  });

  it.each([
    ['open', 'met', 'Promise kept: arrival'],
    ['open', 'breached', 'Promise broken: arrival'],
    ['met', 'open', 'Promise open again: arrival'],
    ['met', 'breached', 'Promise broken after all: arrival'],
    ['met', 'cancelled', 'Promise fell away: arrival'],
    ['breached', 'open', 'Promise not broken after all: arrival'],
    ['breached', 'met', 'Promise kept after all: arrival'],
    ['breached', 'cancelled', 'Promise not broken after all: arrival'],
    ['cancelled', 'met', 'Promise kept: arrival'],
    ['cancelled', 'breached', 'Promise broken: arrival'],
  ])('that were %s and are %s now are told anew', (before, now, what) => {
    expect(superseded(before, now)).toEqual([expect.objectContaining({ what })]);
  });

  it.each([
    ['open', 'open'],
    ['open', 'cancelled'],
    ['met', 'met'],
    ['breached', 'breached'],
    ['cancelled', 'open'],
    ['cancelled', 'cancelled'],
  ])('that were %s and are %s now are no news', (before, now) => {
    expect(superseded(before, now)).toEqual([]);
  });

  it('are not told of imported history, to which nobody had promised anything', () => {
    for (const type of ['SlaClockMet', 'SlaClockBreached', 'SlaClockSuperseded'] as const) {
      const attributes = { ...(sampleOf(type)['attributes'] as object), workflow: 'imported' };
      expect(told(type, { attributes })).toEqual([]);
    }
  });
});
