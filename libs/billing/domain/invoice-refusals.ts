import type { Refusal } from '@gongdan/core';

/** Every refusal of billing: one place per code. */
export const invoiceRefusals = {
  notFound: (): Refusal => ({
    code: 'BILLING.INVOICE_NOT_FOUND',
    category: 'not-found',
    message: 'There is no such invoice.',
    hint: 'Check the id: GET /api/v1/invoices lists them.',
  }),
  alreadyIssued: (): Refusal => ({
    code: 'BILLING.ALREADY_ISSUED',
    category: 'rejected',
    message: 'This invoice was issued already.',
    hint: 'Record its payments; there is nothing else to do.',
  }),
  voided: (): Refusal => ({
    code: 'BILLING.VOIDED',
    category: 'rejected',
    message: 'This draft was voided.',
    hint: 'Its cycle of the ticket is not billed any more: reopen the ticket for what is still to be billed.',
  }),
  moneyReceived: (): Refusal => ({
    code: 'BILLING.MONEY_RECEIVED',
    category: 'rejected',
    message: 'Money was received on this draft.',
    hint: 'Issue it: whoever paid is owed an invoice.',
  }),
  alreadyPaid: (): Refusal => ({
    code: 'BILLING.ALREADY_PAID',
    category: 'rejected',
    message: 'Nothing is outstanding on this invoice.',
    hint: 'Check the id: the payment may belong to another invoice.',
  }),
  amountNotPositive: (): Refusal => ({
    code: 'BILLING.AMOUNT_NOT_POSITIVE',
    category: 'invalid',
    message: 'A payment is more than nothing.',
    hint: 'Give what was received, in minor units (fen, cents).',
    violations: [{ path: '/amountMinor', message: 'must be at least 1' }],
  }),
  otherCurrency: (given: string, expected: string): Refusal => ({
    code: 'BILLING.OTHER_CURRENCY',
    category: 'invalid',
    message: `The payment is in ${given}, the invoice in ${expected}.`,
    hint: 'Record what was received in the currency of the invoice.',
    violations: [{ path: '/currency', message: `must be ${expected}` }],
  }),
  moreThanOutstanding: (outstandingMinor: number, currency: string): Refusal => ({
    code: 'BILLING.MORE_THAN_OUTSTANDING',
    category: 'rejected',
    message: `Only ${outstandingMinor} (minor units, ${currency}) are outstanding.`,
    hint: 'Record at most what is outstanding.',
    extra: { outstanding: { amountMinor: outstandingMinor, currency } },
  }),
};
