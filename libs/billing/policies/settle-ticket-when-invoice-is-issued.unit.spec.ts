import { beforeEach, describe, expect, it } from '@jest/globals';
import { GongdanError, streamName, type RecordedEvent } from '@gongdan/core';
import type { GongdanEvent } from '@gongdan/contracts';
import { PolicyBench } from '../../../test/setup/policy-bench.js';
import { registered, reopened, settled, visit } from '../../../test/setup/ticket-events.js';
import { SettleTicketWhenInvoiceIsIssued } from './settle-ticket-when-invoice-is-issued.js';

const ticket = streamName('ticket', 't1');
const yuan = (amountMinor: number) => ({ amountMinor, currency: 'CNY' });
const drafted = (cycle: number): GongdanEvent => ({
  type: 'InvoiceDrafted',
  data: {
    invoiceId: `t1.${cycle}`,
    ticketId: 't1',
    customerId: 'c1',
    cycle,
    lines: [
      {
        kind: 'labour',
        description: 'Labour',
        quantity: 40,
        unitPrice: yuan(3_000),
        amount: yuan(120_000),
        covered: false,
      },
    ],
    net: yuan(120_000),
    taxRatePercent: 6,
    tax: yuan(7_200),
    total: yuan(127_200),
  },
});
const issued = (cycle: number): GongdanEvent => ({
  type: 'InvoiceIssued',
  data: { number: `INV-T-t1-${cycle}`, issuedAt: '2026-03-03T09:00:00.000Z', dueOn: '2026-04-02' },
});
const paid: GongdanEvent = {
  type: 'PaymentReceived',
  data: {
    paymentId: 'p1',
    amount: yuan(127_200),
    method: 'cash',
    collectedBy: 'f1',
    outstanding: yuan(0),
  },
};

let bench: PolicyBench;
let policy: SettleTicketWhenInvoiceIsIssued;
beforeEach(() => {
  bench = new PolicyBench();
  policy = new SettleTicketWhenInvoiceIsIssued(bench.store, bench.tickets);
});

const invoice = (cycle: number, ...events: readonly GongdanEvent[]): Promise<RecordedEvent> =>
  bench.record(streamName('invoice', `t1.${cycle}`), 'c1', ...events);
const lastOfTicket = () => bench.last(ticket);
const timesSettled = async () =>
  (await bench.typesIn(ticket)).filter((type) => type === 'TicketSettled').length;

describe('an issued invoice', () => {
  it('settles its ticket once, for any number of deliveries, before or after a payment', async () => {
    await bench.record(ticket, 'c1', registered(), ...visit(600));
    const event = await invoice(1, drafted(1), paid, issued(1));
    await bench.deliver(policy, event, 3);
    expect(await timesSettled()).toBe(1);
    expect((await lastOfTicket()).data).toMatchObject({ outcome: 'invoiced', invoiceId: 't1.1' });
  });

  it('settles after the ticket stage was away', async () => {
    await bench.record(ticket, 'c1', registered(), ...visit(600));
    const event = await invoice(1, drafted(1), issued(1));
    const away = { code: 'STORE.UNAVAILABLE', category: 'transient', message: 'Away.' } as const;
    bench.tickets.failNextWith = new GongdanError(away);
    await expect(bench.deliver(policy, event)).rejects.toThrow('Away.');
    expect(await timesSettled()).toBe(0);
    await bench.deliver(policy, event, 2);
    expect(await timesSettled()).toBe(1);
  });

  it.each([
    ['was settled by hand', [settled]],
    ['was reopened and is underway', [reopened(2)]],
    ['was reopened and is in billing again', [reopened(2), ...visit(600)]],
  ])('leaves a ticket alone that %s', async (_case, later) => {
    await bench.record(ticket, 'c1', registered(), ...visit(600), ...later);
    const before = await bench.typesIn(ticket);
    await bench.deliver(policy, await invoice(1, drafted(1), issued(1)));
    expect(await bench.typesIn(ticket)).toEqual(before);
  });

  it('settles the cycle that it bills', async () => {
    await bench.record(ticket, 'c1', registered(), ...visit(600), reopened(2), ...visit(600));
    await bench.deliver(policy, await invoice(1, drafted(1), issued(1)));
    await bench.deliver(policy, await invoice(2, drafted(2), issued(2)));
    expect(await timesSettled()).toBe(1);
    expect((await lastOfTicket()).data).toMatchObject({ outcome: 'invoiced', invoiceId: 't1.2' });
  });

  it('does not swallow a refusal while the ticket still waits', async () => {
    await bench.record(ticket, 'c1', registered(), ...visit(600));
    const odd = new SettleTicketWhenInvoiceIsIssued(bench.store, {
      settle: () =>
        Promise.resolve({
          ok: false,
          error: { code: 'TICKET.ODD', category: 'rejected', message: 'Odd.' },
        }),
      registerVisit: bench.tickets.registerVisit,
      comment: bench.tickets.comment,
      close: bench.tickets.close,
      escalate: bench.tickets.escalate,
    });
    const event = await invoice(1, drafted(1), issued(1));
    await expect(bench.deliver(odd, event)).rejects.toThrow('Odd.');
  });
});
