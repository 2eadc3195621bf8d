import { Type } from 'typebox';
import { closed, declareEvent } from '../event-contract.js';
import { DaySchema, IdSchema, InstantSchema, MoneySchema, ShortTextSchema } from '../vocabulary.js';

const cny = (amountMinor: number) => ({ amountMinor, currency: 'CNY' });

const InvoiceLineSchema = closed({
  kind: Type.Enum(['call-out', 'labour', 'part', 'discount']),
  description: ShortTextSchema,
  quantity: Type.Integer({ minimum: 1 }),
  unitPrice: MoneySchema,
  /** quantity × unit price, or 0 where it is covered by warranty or contract. */
  amount: MoneySchema,
  covered: Type.Boolean(),
});

export const InvoiceDrafted = declareEvent('InvoiceDrafted', {
  owner: 'billing',
  description: 'An archived ticket was priced from the price list.',
  schema: closed({
    invoiceId: IdSchema,
    ticketId: IdSchema,
    customerId: IdSchema,
    /** The ticket’s resolution cycle that is billed (1, 2 after the first reopening …). */
    cycle: Type.Integer({ minimum: 1 }),
    /** Who did the work, the lead first: they may collect on the spot. */
    technicianIds: Type.Optional(Type.Array(IdSchema, { maxItems: 21 })),
    lines: Type.Array(InvoiceLineSchema, { minItems: 1, maxItems: 1_000 }),
    net: MoneySchema,
    taxRatePercent: Type.Integer({ minimum: 0, maximum: 100 }),
    tax: MoneySchema,
    total: MoneySchema,
  }),
  sample: {
    invoiceId: '0198c2f0-0000-7000-8000-000000000001.1',
    ticketId: '0198c2f0-0000-7000-8000-000000000001',
    customerId: '0198c2f0-0000-7000-8000-0000000000c1',
    cycle: 1,
    lines: [
      {
        kind: 'call-out',
        description: 'Call-out, urban',
        quantity: 1,
        unitPrice: cny(5_000),
        amount: cny(5_000),
        covered: false,
      },
    ],
    net: cny(5_000),
    taxRatePercent: 6,
    tax: cny(300),
    total: cny(5_300),
  },
});

export const InvoiceIssued = declareEvent('InvoiceIssued', {
  owner: 'billing',
  description: 'The invoice went to the customer and is a receivable from then on.',
  schema: closed({ number: IdSchema, issuedAt: InstantSchema, dueOn: DaySchema }),
  sample: {
    number: 'INV-0198c2f0-1',
    issuedAt: '2026-03-03T09:00:00.000Z',
    dueOn: '2026-04-02',
  },
});

export const InvoiceVoided = declareEvent('InvoiceVoided', {
  owner: 'billing',
  description: 'A draft that is not to be issued was discarded, for good.',
  schema: closed({ reason: ShortTextSchema }),
  sample: { reason: 'Agreed free of charge' },
});

export const PaymentReceived = declareEvent('PaymentReceived', {
  owner: 'billing',
  description: 'Money came in, on the spot or later.',
  schema: closed({
    paymentId: IdSchema,
    amount: MoneySchema,
    method: Type.Enum(['cash', 'card', 'mobile', 'bank-transfer']),
    /** The technician who collected on the spot; null where it came to finance directly. */
    collectedBy: Type.Union([IdSchema, Type.Null()]),
    outstanding: MoneySchema,
  }),
  sample: {
    paymentId: '0198c2f0-0000-7000-8000-0000000000b1',
    amount: cny(5_300),
    method: 'cash',
    collectedBy: '0198c2f0-0000-7000-8000-0000000000f1',
    outstanding: cny(0),
  },
});
