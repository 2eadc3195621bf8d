import { describe, expect, it } from '@jest/globals';
import { specify } from '@gongdan/core';
import type { InvoiceEvent } from '@gongdan/contracts';
import { invoiceDecider, type Draft } from './invoice.js';
import { money } from './money.js';

const spec = specify(invoiceDecider);
const draft: Draft = {
  invoiceId: 't1.1',
  ticketId: 't1',
  customerId: 'c1',
  cycle: 1,
  technicianIds: ['f1'],
  lines: [
    {
      kind: 'call-out',
      description: 'Call-out',
      quantity: 1,
      unitPrice: money(5_000, 'CNY'),
      amount: money(5_000, 'CNY'),
      covered: false,
    },
  ],
  net: money(5_000, 'CNY'),
  taxRatePercent: 6,
  tax: money(300, 'CNY'),
  total: money(5_300, 'CNY'),
};
const issue = {
  number: 'INV-T-1-1',
  issuedAt: '2026-03-03T09:00:00.000Z',
  dueOn: '2026-04-02',
};
const drafted: InvoiceEvent = { type: 'InvoiceDrafted', data: draft };
const issued: InvoiceEvent = { type: 'InvoiceIssued', data: issue };
const voided: InvoiceEvent = { type: 'InvoiceVoided', data: { reason: 'Agreed free of charge' } };
const discard = { type: 'VoidInvoice', reason: 'Agreed free of charge' } as const;
const paid = (amountMinor: number, outstandingMinor: number): InvoiceEvent => ({
  type: 'PaymentReceived',
  data: {
    paymentId: 'p1',
    amount: money(amountMinor, 'CNY'),
    method: 'cash',
    collectedBy: 'f1',
    outstanding: money(outstandingMinor, 'CNY'),
  },
});
const pay = (amountMinor: number, currency = 'CNY') =>
  ({
    type: 'RecordPayment',
    payment: {
      paymentId: 'p1',
      amount: money(amountMinor, currency),
      method: 'cash',
      collectedBy: 'f1',
    },
  }) as const;

describe('drafting and issuing', () => {
  it('can be one step or two', () => {
    expect(spec.given().when({ type: 'DraftInvoice', draft, issue }).events()).toEqual([
      drafted,
      issued,
    ]);
    expect(spec.given().when({ type: 'DraftInvoice', draft }).events()).toEqual([drafted]);
    expect(spec.given(drafted).when({ type: 'IssueInvoice', issue }).events()).toEqual([issued]);
  });

  it('bills a cycle once, whatever it would cost the second time', () => {
    const dearer = { ...draft, total: money(9_999, 'CNY') };
    const again = { type: 'DraftInvoice', draft: dearer, issue } as const;
    expect(spec.given(drafted).when(again).events()).toEqual([]);
  });

  it('issues once, and only what is there', () => {
    expect(spec.given(drafted, issued).when({ type: 'IssueInvoice', issue }).refusal()).toBe(
      'BILLING.ALREADY_ISSUED',
    );
    expect(spec.given().when({ type: 'IssueInvoice', issue }).refusal()).toBe(
      'BILLING.INVOICE_NOT_FOUND',
    );
  });
});

describe('voiding', () => {
  it('ends a draft that is not to be issued, and says why', () => {
    expect(spec.given(drafted).when(discard).events()).toEqual([voided]);
  });

  it('is for drafts alone: an issued invoice is the customer’s already', () => {
    expect(spec.given(drafted, issued).when(discard).refusal()).toBe('BILLING.ALREADY_ISSUED');
    expect(spec.given().when(discard).refusal()).toBe('BILLING.INVOICE_NOT_FOUND');
  });

  it('leaves no money without an invoice', () => {
    for (const payment of [paid(1, 5_299), paid(5_300, 0)]) {
      expect(spec.given(drafted, payment).when(discard).refusal()).toBe('BILLING.MONEY_RECEIVED');
    }
  });

  it('is for good: nothing follows, and the policy that drafted it does so no more', () => {
    const given = spec.given(drafted, voided);
    expect(given.when({ type: 'IssueInvoice', issue }).refusal()).toBe('BILLING.VOIDED');
    expect(given.when(pay(1)).refusal()).toBe('BILLING.VOIDED');
    expect(given.when(discard).refusal()).toBe('BILLING.VOIDED');
    expect(given.when({ type: 'DraftInvoice', draft, issue }).events()).toEqual([]);
  });
});

describe('recording payments', () => {
  it('takes the whole or a part, before and after the issue', () => {
    expect(spec.given(drafted, issued).when(pay(5_300)).events()).toEqual([paid(5_300, 0)]);
    expect(spec.given(drafted).when(pay(1_300)).events()).toEqual([paid(1_300, 4_000)]);
    expect(spec.given(drafted, issued, paid(1_300, 4_000)).when(pay(4_000)).events()).toEqual([
      paid(4_000, 0),
    ]);
  });

  it('never takes more than is outstanding', () => {
    expect(spec.given(drafted, issued).when(pay(5_301)).refusal()).toBe(
      'BILLING.MORE_THAN_OUTSTANDING',
    );
    const given = spec.given(drafted, issued, paid(1_300, 4_000));
    expect(given.when(pay(4_001)).refusal()).toBe('BILLING.MORE_THAN_OUTSTANDING');
    expect(spec.given(drafted, issued, paid(5_300, 0)).when(pay(1)).refusal()).toBe(
      'BILLING.ALREADY_PAID',
    );
  });

  it.each([
    ['nothing', pay(0), 'AMOUNT_NOT_POSITIVE'],
    ['less than nothing', pay(-1), 'AMOUNT_NOT_POSITIVE'],
    ['another currency', pay(1, 'USD'), 'OTHER_CURRENCY'],
  ])('refuses %s', (_case, command, code) => {
    expect(spec.given(drafted, issued).when(command).refusal()).toBe(`BILLING.${code}`);
  });

  it('refuses an unknown invoice', () => {
    expect(spec.given().when(pay(1)).refusal()).toBe('BILLING.INVOICE_NOT_FOUND');
  });
});
