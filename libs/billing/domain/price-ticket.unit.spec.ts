import { describe, expect, it } from '@jest/globals';
import type { ServiceCategory } from '@gongdan/contracts';
import type { BillablePart, BillableTicket } from './billable-ticket.js';
import type { PriceList } from './price-list.js';
import { INVOICE_LINES_MAX, priceTicket } from './price-ticket.js';

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
const part = (changes: Partial<BillablePart> = {}): BillablePart => ({
  code: 'R32-1KG',
  description: 'Refrigerant R32, 1 kg',
  quantity: 2,
  unitPrice: { amountMinor: 18_000, currency: 'CNY' },
  coveredByWarranty: false,
  ...changes,
});
const ticket = (
  category: ServiceCategory,
  changes: Partial<BillableTicket> = {},
): BillableTicket => ({
  ticketId: 't1',
  number: 'T-1',
  customerId: 'c1',
  category,
  contractId: null,
  region: 'urban',
  technicianIds: ['f1'],
  cycle: 1,
  stage: 'billing',
  stateClass: 'resolved',
  visited: true,
  work: [{ minutes: 46, coveredByWarranty: false }],
  parts: [part()],
  ...changes,
});
const amounts = (priced: ReturnType<typeof priceTicket>) =>
  priced.lines.map(({ kind, quantity, amount, covered }) => [
    kind,
    quantity,
    amount.amountMinor,
    covered,
  ]);

describe('pricing paid work', () => {
  it('adds call-out, started quarter hours and parts, and taxes the net total', () => {
    const priced = priceTicket(ticket('paid'), prices, false);
    expect(amounts(priced)).toEqual([
      ['call-out', 1, 5_000, false],
      ['labour', 4, 12_000, false],
      ['part', 2, 36_000, false],
    ]);
    expect(priced).toMatchObject({
      net: { amountMinor: 53_000, currency: 'CNY' },
      taxRatePercent: 6,
      tax: { amountMinor: 3_180, currency: 'CNY' },
      total: { amountMinor: 56_180, currency: 'CNY' },
    });
  });

  it.each([
    [1, 1],
    [15, 1],
    [16, 2],
    [45, 3],
  ])('%d minutes are %d started quarter hours', (minutes, quarters) => {
    const work = [{ minutes, coveredByWarranty: false }];
    const [labour] = priceTicket(
      ticket('paid', { visited: false, work, parts: [] }),
      prices,
      false,
    ).lines;
    expect(labour?.quantity).toBe(quarters);
  });

  it('rounds up once over all entries, not entry by entry', () => {
    const work = Array.from({ length: 3 }, () => ({ minutes: 5, coveredByWarranty: false }));
    const priced = priceTicket(ticket('paid', { work, parts: [] }), prices, false);
    expect(amounts(priced)[1]).toEqual(['labour', 1, 3_000, false]);
  });

  it('asks the standard call-out elsewhere, and none where nobody came', () => {
    for (const region of [null, 'island', 'constructor']) {
      const [callOut] = priceTicket(ticket('paid', { region }), prices, false).lines;
      expect(callOut).toMatchObject({ description: 'Call-out', amount: { amountMinor: 8_000 } });
    }
    const remote = priceTicket(ticket('paid', { visited: false }), prices, false);
    expect(remote.lines.map(({ kind }) => kind)).toEqual(['labour', 'part']);
  });

  it('prices all of it: the category says that nothing is under warranty', () => {
    const parts = [part({ coveredByWarranty: true })];
    const priced = priceTicket(ticket('paid', { parts }), prices, false);
    expect(amounts(priced)[2]).toEqual(['part', 2, 36_000, false]);
  });

  it('makes one line of the same part at the same price', () => {
    const dearer = part({ unitPrice: { amountMinor: 19_000, currency: 'CNY' } });
    const priced = priceTicket(ticket('paid', { parts: [part(), dearer, part()] }), prices, false);
    expect(amounts(priced).slice(2)).toEqual([
      ['part', 4, 72_000, false],
      ['part', 2, 38_000, false],
    ]);
  });

  it('has nothing to bill where nothing was done', () => {
    const idle = ticket('paid', { visited: false, work: [], parts: [] });
    expect(priceTicket(idle, prices, false)).toMatchObject({
      lines: [],
      total: { amountMinor: 0 },
      ifNothingToPay: 'nothing-to-bill',
    });
  });
});

describe('pricing the other categories', () => {
  it('free: the visit and what warranty covers cost nothing, the rest is priced', () => {
    const done = {
      work: [
        { minutes: 30, coveredByWarranty: true },
        { minutes: 20, coveredByWarranty: false },
      ],
      parts: [part({ coveredByWarranty: true }), part({ quantity: 1 })],
    };
    const priced = priceTicket(ticket('free', done), prices, false);
    expect(amounts(priced)).toEqual([
      ['call-out', 1, 0, true],
      ['labour', 2, 0, true],
      ['labour', 2, 6_000, false],
      ['part', 2, 0, true],
      ['part', 1, 18_000, false],
    ]);
    expect(priced.total.amountMinor).toBe(25_440);
  });

  it('free: all of it under warranty is covered', () => {
    const done = { work: [{ minutes: 30, coveredByWarranty: true }], parts: [] };
    expect(priceTicket(ticket('free', done), prices, false)).toMatchObject({
      total: { amountMinor: 0 },
      ifNothingToPay: 'covered',
    });
  });

  it('contract: covered while it covers the visit, beyond that priced like paid work', () => {
    const covered = priceTicket(ticket('contract'), prices, true);
    expect(covered).toMatchObject({ total: { amountMinor: 0 }, ifNothingToPay: 'covered' });
    expect(covered.lines.every((each) => each.covered)).toBe(true);
    const beyond = priceTicket(ticket('contract'), prices, false);
    expect(beyond).toEqual(priceTicket(ticket('paid'), prices, false));
  });

  it('internal: there is nothing to bill', () => {
    expect(priceTicket(ticket('internal'), prices, false)).toMatchObject({
      lines: [],
      total: { amountMinor: 0 },
      ifNothingToPay: 'nothing-to-bill',
    });
  });
});

describe('what cannot be priced', () => {
  const priceParts = (...parts: BillablePart[]) =>
    priceTicket(ticket('paid', { visited: false, work: [], parts }), prices, false);

  it('names parts in another currency and with negative prices', () => {
    const dollars = part({ unitPrice: { amountMinor: 100, currency: 'USD' } });
    const negative = part({ unitPrice: { amountMinor: -1, currency: 'CNY' } });
    expect(() => priceParts(dollars)).toThrow('R32-1KG is priced in USD');
    expect(() => priceParts(negative)).toThrow('negative price');
    expect(priceParts(part({ unitPrice: { amountMinor: 0, currency: 'CNY' } })).lines).toHaveLength(
      1,
    );
  });

  it('takes as many lines as an invoice may have, and not one more', () => {
    const parts = Array.from({ length: INVOICE_LINES_MAX }, (_, index) =>
      part({ code: `P${index}` }),
    );
    expect(priceParts(...parts).lines).toHaveLength(INVOICE_LINES_MAX);
    expect(() => priceParts(...parts, part({ code: 'one more' }))).toThrow('lines');
  });
});
