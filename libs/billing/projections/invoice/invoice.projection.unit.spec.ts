import { describe, expect, it } from '@jest/globals';
import { InvoiceDrafted } from '@gongdan/contracts';
import type { RecordedEvent } from '@gongdan/core';
import { recorder, rowsOf } from '../../../../test/setup/recorded.js';
import { invoiceProjection } from './invoice.projection.js';

const recorded = recorder('invoice-t1.1');
const cny = (amountMinor: number) => ({ amountMinor, currency: 'CNY' });
const drafted = recorded('InvoiceDrafted', {
  ...InvoiceDrafted.sample,
  technicianIds: ['f1', 'f2'],
});
const issued = recorded('InvoiceIssued', {
  number: 'INV-1',
  issuedAt: '2026-03-03T09:00:00.000Z',
  dueOn: '2026-04-02',
});
const voided = recorded('InvoiceVoided', { reason: 'Double' });
const paid = (amount: number, outstanding: number) =>
  recorded('PaymentReceived', {
    paymentId: `p${outstanding}`,
    amount: cny(amount),
    method: 'cash',
    collectedBy: 'f1',
    outstanding: cny(outstanding),
  });
const rowOf = (...events: RecordedEvent[]) => rowsOf(invoiceProjection, ...events)[0];

describe('the projection invoice', () => {
  it('goes from draft over issued to paid', () => {
    expect(rowOf(drafted)).toMatchObject({
      status: 'draft',
      number: null,
      technician_ids: ['f1', 'f2'],
      total_minor: 5_300,
      outstanding_minor: 5_300,
    });
    expect(rowOf(drafted, issued)).toMatchObject({ status: 'issued', due_on: '2026-04-02' });
    const partly = rowOf(drafted, issued, paid(1_300, 4_000));
    expect(partly).toMatchObject({ status: 'issued', outstanding_minor: 4_000, paid_at: null });
    const whole = rowOf(drafted, issued, paid(1_300, 4_000), paid(4_000, 0));
    expect(whole).toMatchObject({
      status: 'paid',
      outstanding_minor: 0,
      paid_at: '2026-03-02T09:00:00.000Z',
    });
    expect(whole?.payments.map(({ amount }) => amount.amountMinor)).toEqual([1_300, 4_000]);
  });

  it('paid on the spot before it was issued: a draft until finance issues it, then paid', () => {
    expect(rowOf(drafted, paid(5_300, 0))).toMatchObject({ status: 'draft', outstanding_minor: 0 });
    expect(rowOf(drafted, paid(5_300, 0), issued)).toMatchObject({ status: 'paid' });
  });

  it('voided: nothing is outstanding any more, and the row says why', () => {
    expect(rowOf(drafted)).toMatchObject({ voided_at: null, void_reason: null });
    expect(rowOf(drafted, voided)).toMatchObject({
      status: 'voided',
      total_minor: 5_300,
      outstanding_minor: 0,
      number: null,
      voided_at: '2026-03-02T09:00:00.000Z',
      void_reason: 'Double',
      paid_at: null,
    });
  });

  it('makes no row without a draft', () => {
    expect(rowOf(issued)).toBeUndefined();
    expect(rowOf(voided)).toBeUndefined();
    expect(rowOf(paid(1, 0))).toBeUndefined();
  });
});
