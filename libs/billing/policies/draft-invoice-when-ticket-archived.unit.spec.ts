import { beforeEach, describe, expect, it } from '@jest/globals';
import { GongdanError, streamName, type RecordedEvent } from '@gongdan/core';
import type { CustomerEvent, TicketEvent } from '@gongdan/contracts';
import { moveTo, PolicyBench } from '../../../test/setup/policy-bench.js';
import {
  archived,
  arrived,
  assigned,
  registered,
  reopened,
  settled as byHand,
  visit,
  worked,
} from '../../../test/setup/ticket-events.js';
import {
  DraftInvoice,
  DraftInvoiceHandler,
} from '../commands/draft-invoice/draft-invoice.handler.js';
import type { PriceList } from '../domain/price-list.js';
import { DraftInvoiceWhenTicketArchived } from './draft-invoice-when-ticket-archived.js';
import { SettleTicketWhenInvoiceIsIssued } from './settle-ticket-when-invoice-is-issued.js';

const prices: PriceList = {
  id: 'standard',
  validFrom: '2026-01-01',
  currency: 'CNY',
  taxRatePercent: 6,
  paymentDays: 30,
  issueAtOnceUpTo: 100_000,
  callOut: { standard: 8_000, regions: { urban: 5_000 } },
  labourPerQuarterHour: 3_000,
};
const ticket = streamName('ticket', 't1');
const invoice = streamName('invoice', 't1.1');
const contract = streamName('contract', 'k1');
const signed: CustomerEvent = {
  type: 'ContractSigned',
  data: {
    contractId: 'k1',
    customerId: 'c1',
    validFrom: '2026-01-01',
    validUntil: '2026-12-31',
    visitLimit: 1,
  },
};
const used = (visitsUsed: number, cycle = 1): CustomerEvent => ({
  type: 'ContractVisitUsed',
  data: { ticketId: 't1', cycle, visitsUsed },
});

let bench: PolicyBench;
const policyWith = (list: PriceList) =>
  new DraftInvoiceWhenTicketArchived({
    store: bench.store,
    commands: bench.bus,
    tickets: bench.tickets,
    clock: bench.clock,
    priceLists: [list],
    timeZone: 'Asia/Shanghai',
  });
let policy: DraftInvoiceWhenTicketArchived;
beforeEach(() => {
  bench = new PolicyBench();
  bench.bus.register(DraftInvoice, new DraftInvoiceHandler(bench.executor));
  policy = policyWith(prices);
});

/** Delivers what was issued so far to the policy that settles. */
const settled = async () => {
  const settle = new SettleTicketWhenInvoiceIsIssued(bench.store, bench.tickets);
  const { events } = await bench.store.readLog({ after: 0, types: settle.types });
  for (const event of events) await bench.deliver(settle, event, 2);
  return settlement();
};
const settlement = async () => (await bench.last(ticket)).data as { outcome?: string };
const outcomes = async (events: readonly RecordedEvent[]) => {
  for (const event of events) await bench.deliver(policy, event);
  return settled();
};

describe('a paid ticket', () => {
  it('becomes an issued invoice, and is settled, once for any number of deliveries', async () => {
    const archive = await bench.record(ticket, 'c1', registered(), ...visit(50));
    await bench.deliver(policy, archive, 3);
    expect(await bench.typesIn(invoice)).toEqual(['InvoiceDrafted', 'InvoiceIssued']);
    const [drafted, issued] = await bench.store.readStream(invoice);
    expect(drafted).toMatchObject({
      customerId: 'c1',
      actor: 'policy:draft-invoice-when-ticket-archived',
      causationId: archive.id,
      data: {
        invoiceId: 't1.1',
        technicianIds: ['f1'],
        net: { amountMinor: 17_000, currency: 'CNY' },
        tax: { amountMinor: 1_020, currency: 'CNY' },
        total: { amountMinor: 18_020, currency: 'CNY' },
      },
    });
    expect(issued?.data).toEqual({
      number: 'INV-T-t1-1',
      issuedAt: '2026-03-02T09:00:00.000Z',
      dueOn: '2026-04-01',
    });
    expect(await settled()).toMatchObject({ outcome: 'invoiced', invoiceId: 't1.1' });
  });

  it('goes on where a crash left it, at the prices of the first time', async () => {
    const archive = await bench.record(ticket, 'c1', registered(), ...visit());
    await bench.deliver(policy, archive);
    const free = { ...prices, labourPerQuarterHour: 0, callOut: { standard: 0, regions: {} } };
    await bench.deliver(policyWith(free), archive);
    expect(await bench.typesIn(invoice)).toEqual(['InvoiceDrafted', 'InvoiceIssued']);
    expect(await settled()).toMatchObject({ outcome: 'invoiced', invoiceId: 't1.1' });
  });

  it.each([
    ['issued at once at the limit', 18_020, ['InvoiceDrafted', 'InvoiceIssued'], 'TicketSettled'],
    ['left to finance above it', 18_019, ['InvoiceDrafted'], 'TicketArchived'],
    ['always left to finance where the limit is 0', 0, ['InvoiceDrafted'], 'TicketArchived'],
  ])('is %s, tax included', async (_case, issueAtOnceUpTo, types, lastOfTicket) => {
    const archive = await bench.record(ticket, 'c1', registered(), ...visit(50));
    await bench.deliver(policyWith({ ...prices, issueAtOnceUpTo }), archive, 2);
    expect(await bench.typesIn(invoice)).toEqual(types);
    await settled();
    expect((await bench.last(ticket)).type).toBe(lastOfTicket);
  });

  it('stays a draft when it is told again after the limit was raised: finance has seen it', async () => {
    const archive = await bench.record(ticket, 'c1', registered(), ...visit(50));
    await bench.deliver(policyWith({ ...prices, issueAtOnceUpTo: 0 }), archive);
    await bench.deliver(policy, archive);
    expect(await bench.typesIn(invoice)).toEqual(['InvoiceDrafted']);
  });

  it('stays voided when it is told again: what finance discarded does not come back', async () => {
    const archive = await bench.record(ticket, 'c1', registered(), ...visit(50));
    const withoutIssue = policyWith({ ...prices, issueAtOnceUpTo: 0 });
    await bench.deliver(withoutIssue, archive);
    await bench.record(invoice, 'c1', { type: 'InvoiceVoided', data: { reason: 'Double' } });
    await bench.deliver(withoutIssue, archive);
    await bench.deliver(policy, archive);
    expect(await bench.typesIn(invoice)).toEqual(['InvoiceDrafted', 'InvoiceVoided']);
  });

  it('is billed as it stood when it was archived, each cycle for itself', async () => {
    const first = await bench.record(ticket, 'c1', registered(), ...visit(15));
    const second = await bench.record(ticket, 'c1', reopened(2), ...visit(30));
    await bench.deliver(policy, first); // too late to settle: the ticket was reopened meanwhile
    expect((await bench.last(ticket)).type).toBe('TicketArchived');
    await bench.deliver(policy, second);
    const netOf = async (id: string) =>
      (await bench.store.readStream(streamName('invoice', id)))[0]?.data['net'];
    expect(await netOf('t1.1')).toEqual({ amountMinor: 8_000, currency: 'CNY' });
    expect(await netOf('t1.2')).toEqual({ amountMinor: 11_000, currency: 'CNY' });
    expect(await settled()).toMatchObject({ outcome: 'invoiced', invoiceId: 't1.2' });
  });

  it('has nothing to bill where nothing was done', async () => {
    const archive = await bench.record(ticket, 'c1', registered(), assigned(), archived);
    expect(await outcomes([archive])).toMatchObject({ outcome: 'nothing-to-bill' });
    expect(await bench.typesIn(invoice)).toEqual([]);
  });

  it('with nothing to bill is settled again after the ticket stage was away', async () => {
    const archive = await bench.record(ticket, 'c1', registered(), assigned(), archived);
    const away = { code: 'STORE.UNAVAILABLE', category: 'transient', message: 'Away.' } as const;
    bench.tickets.failNextWith = new GongdanError(away);
    await expect(bench.deliver(policy, archive)).rejects.toThrow('Away.');
    await bench.deliver(policy, archive, 2);
    expect(await bench.typesIn(ticket)).toEqual([
      'TicketRegistered',
      'TicketAssigned',
      'TicketArchived',
      'TicketSettled',
    ]);
  });
});

describe('a ticket that cannot be priced', () => {
  const foreign: TicketEvent = {
    type: 'PartsRecorded',
    data: {
      parts: [
        {
          code: 'R32-1KG',
          description: 'Refrigerant',
          quantity: 1,
          unitPrice: { amountMinor: 100, currency: 'USD' },
          coveredByWarranty: false,
        },
      ],
    },
  };
  const unpriceable = () =>
    bench.record(ticket, 'c1', registered(), assigned(), arrived, foreign, archived);

  it('says why on its voucher and climbs to the dispatch manager, once', async () => {
    const archive = await unpriceable();
    await bench.deliver(policy, archive, 3);
    expect(await bench.typesIn(invoice)).toEqual([]);
    const events = await bench.store.readStream(ticket);
    expect(events.slice(5)).toMatchObject([
      {
        type: 'TicketCommented',
        data: {
          text: expect.stringMatching(
            /^Cycle 1 is not billed: Part R32-1KG is priced in USD, the price list in CNY\. Bill it by other means/,
          ),
          visibility: 'internal',
        },
      },
      { type: 'TicketEscalated', data: { to: 'dispatch-manager' } },
    ]);
  });

  it('holds up nothing: what was reopened for it is billed as ever', async () => {
    const first = await unpriceable();
    await bench.deliver(policy, first);
    const second = await bench.record(ticket, 'c1', reopened(2), ...visit(30));
    await bench.deliver(policy, second);
    expect(await settled()).toMatchObject({ outcome: 'invoiced', invoiceId: 't1.2' });
  });

  it('does not climb where it was settled by hand or reopened meanwhile', async () => {
    const archive = await unpriceable();
    await bench.record(ticket, 'c1', byHand);
    await bench.deliver(policy, archive);
    expect((await bench.typesIn(ticket)).slice(-2)).toEqual(['TicketSettled', 'TicketCommented']);
  });

  it('tells after the ticket stage was away', async () => {
    const archive = await unpriceable();
    const away = { code: 'STORE.UNAVAILABLE', category: 'transient', message: 'Away.' } as const;
    bench.tickets.failNextWith = new GongdanError(away);
    await expect(bench.deliver(policy, archive)).rejects.toThrow('Away.');
    await bench.deliver(policy, archive);
    expect((await bench.typesIn(ticket)).slice(-2)).toEqual(['TicketCommented', 'TicketEscalated']);
  });
});

describe('other categories', () => {
  it('free: settled as covered where warranty covers all, else invoiced', async () => {
    const free = registered({ category: 'free' });
    const covered = await bench.record(
      ticket,
      'c1',
      free,
      assigned(),
      arrived,
      worked(30, true),
      archived,
    );
    expect(await outcomes([covered])).toMatchObject({ outcome: 'covered' });
    const beyond = await bench.record(ticket, 'c1', reopened(2), ...visit(20));
    expect(await outcomes([beyond])).toMatchObject({ outcome: 'invoiced', invoiceId: 't1.2' });
  });

  it('internal: its workflow never comes to billing', async () => {
    const closed = { type: 'TicketArchived', data: { move: moveTo('closed', 'closed') } } as const;
    const internal = registered({ category: 'internal' });
    const archive = await bench.record(ticket, 'c1', internal, arrived, worked(30), closed);
    await bench.deliver(policy, archive);
    expect(await bench.typesIn(invoice)).toEqual([]);
    expect((await bench.last(ticket)).type).toBe('TicketArchived');
  });
});

describe('a contract ticket', () => {
  const underContract = registered({ category: 'contract', contractId: 'k1' });

  it('waits for the count, and is covered within the limit', async () => {
    await bench.record(contract, 'c1', signed);
    const archive = await bench.record(ticket, 'c1', underContract, ...visit());
    await bench.deliver(policy, archive, 2);
    expect((await bench.last(ticket)).type).toBe('TicketArchived');
    const counted = await bench.record(contract, 'c1', used(1));
    await bench.deliver(policy, counted, 2);
    expect(await settlement()).toMatchObject({ outcome: 'covered' });
    expect(await bench.typesIn(invoice)).toEqual([]);
  });

  // The contract is valid until the end of 31 December, in Shanghai.
  it.each([
    ['waits for the count where work was finished in time', '2026-12-31T15:59:59.999Z', true],
    ['is priced at once where it was finished later', '2026-12-31T16:00:00.000Z', false],
    ['is priced by its archiving where the log has no more', undefined, false],
  ])('archived after the contract’s end, %s', async (_case, finishedAt, waits) => {
    await bench.record(contract, 'c1', signed);
    bench.clock.moveTo(Date.parse('2027-01-04T01:00:00Z'));
    const archive = await bench.record(ticket, 'c1', underContract, ...visit(30, finishedAt));
    await bench.deliver(policy, archive, 2);
    expect(await bench.typesIn(invoice)).toEqual(waits ? [] : ['InvoiceDrafted', 'InvoiceIssued']);
    if (!waits) return;
    await bench.deliver(policy, await bench.record(contract, 'c1', used(1)));
    expect(await settlement()).toMatchObject({ outcome: 'covered' });
  });

  it('is priced beyond the limit', async () => {
    await bench.record(contract, 'c1', signed);
    await bench.record(ticket, 'c1', underContract, ...visit());
    const counted = await bench.record(contract, 'c1', used(2));
    await bench.deliver(policy, counted, 2);
    expect(await settled()).toMatchObject({ outcome: 'invoiced', invoiceId: 't1.1' });
    expect(await bench.typesIn(invoice)).toEqual(['InvoiceDrafted', 'InvoiceIssued']);
  });

  it('bills the cycle that was counted, although a later one is archived too', async () => {
    await bench.record(contract, 'c1', signed);
    await bench.record(ticket, 'c1', underContract, ...visit(15), reopened(2), ...visit(90));
    const counted = await bench.record(contract, 'c1', used(2, 1));
    await bench.deliver(policy, counted);
    const [drafted] = await bench.store.readStream(invoice);
    expect(drafted?.data['net']).toEqual({ amountMinor: 8_000, currency: 'CNY' });
  });

  it.each([
    ['without a contract', registered({ category: 'contract' })],
    ['with a contract that does not exist', underContract],
  ])('is priced at once %s', async (_case, registration) => {
    const archive = await bench.record(ticket, 'c1', registration, ...visit());
    expect(await outcomes([archive])).toMatchObject({ outcome: 'invoiced' });
  });
});
