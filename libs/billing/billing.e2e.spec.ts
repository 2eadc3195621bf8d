import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { streamName } from '@gongdan/core';
import { readWholeStream } from '@gongdan/event-store';
import { TestStages } from '../../test/setup/test-stages.js';

let stages: TestStages;
let customerId: string;
beforeAll(async () => {
  stages = await TestStages.start();
  await stages.addAccount('clerk', ['clerk']);
  await stages.addAccount('finance', ['finance']);
  await stages.addAccount('auditor', ['auditor']);
  await stages.addAccount('technician', ['technician'], 'f1');
  await stages.addAccount('stranger', ['technician'], 'f2');
  await stages.addAccount('both', ['technician', 'finance'], 'f2');
  customerId = await stages.command('clerk', 'POST /customers', { name: 'Customer One' });
});
afterAll(() => stages.stop());

const site = { address: '1 Example Road', region: 'urban' };
/** 50 minutes at an urban site: 5,000 + 4 × 3,000 net, 1,020 tax. */
async function invoicedTicket(minutes = 50): Promise<string> {
  const ticketId = await stages.visitedTicket(
    { customerId, category: 'paid', site },
    'f1',
    minutes,
  );
  await stages.caughtUp();
  return `${ticketId}.1`;
}
const pay = (username: string, id: string, amountMinor: number, more: object = {}) =>
  stages.ask(username, `POST /invoices/${id}/payments`, {
    body: { amountMinor, currency: 'CNY', method: 'cash', ...more },
  });
const typesIn = async (kind: string, id: string) =>
  (await readWholeStream(stages.engine.store, streamName(kind, id))).map(({ type }) => type);

describe('a chargeable ticket', () => {
  it('becomes an issued invoice and goes on to feedback', async () => {
    const id = await invoicedTicket();
    const { status, body, headers } = await stages.ask('finance', `GET /invoices/${id}`);
    expect(status).toBe(200);
    expect(headers.get('etag')).toBe('"2"');
    expect(body).toMatchObject({
      invoiceId: id,
      customerId,
      technicianIds: ['f1'],
      status: 'issued',
      currency: 'CNY',
      netMinor: 17_000,
      taxRatePercent: 6,
      taxMinor: 1_020,
      totalMinor: 18_020,
      outstandingMinor: 18_020,
      overdue: false,
      payments: [],
      lines: [
        { kind: 'call-out', amount: { amountMinor: 5_000, currency: 'CNY' }, covered: false },
        { kind: 'labour', quantity: 4, amount: { amountMinor: 12_000, currency: 'CNY' } },
      ],
    });
    const ticket = await typesIn('ticket', id.slice(0, -2));
    expect(ticket.slice(-2)).toEqual(['TicketArchived', 'TicketSettled']);
  });

  it('is paid in parts, on the spot and later, never beyond what is outstanding', async () => {
    const id = await invoicedTicket();
    expect((await pay('technician', id, 8_000)).status).toBe(200);
    expect(await pay('finance', id, 10_021)).toMatchObject({
      status: 422,
      body: {
        code: 'BILLING.MORE_THAN_OUTSTANDING',
        outstanding: { amountMinor: 10_020, currency: 'CNY' },
      },
    });
    expect((await pay('finance', id, 10_020, { method: 'bank-transfer' })).status).toBe(200);
    expect((await pay('finance', id, 1)).body['code']).toBe('BILLING.ALREADY_PAID');
    await stages.caughtUp();
    const { body } = await stages.ask('auditor', `GET /invoices/${id}`);
    expect(body).toMatchObject({
      status: 'paid',
      outstandingMinor: 0,
      payments: [
        { collectedBy: 'f1', method: 'cash', outstanding: { amountMinor: 10_020 } },
        { collectedBy: null, method: 'bank-transfer', outstanding: { amountMinor: 0 } },
      ],
    });
    const past = await stages.ask('auditor', `GET /invoices/${id}?asOf=2001-01-01T00:00:00Z`);
    expect(past.status).toBe(404);
  });

  it('takes one of many payments that would together be too much', async () => {
    const id = await invoicedTicket();
    const answers = await Promise.all(Array.from({ length: 8 }, () => pay('finance', id, 10_000)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(new Set(answers.map(({ body }) => body['code']))).toEqual(
      new Set([undefined, 'BILLING.MORE_THAN_OUTSTANDING']),
    );
  });

  it('can be paid earlier than it is recorded, not later', async () => {
    const id = await invoicedTicket();
    const occurredAt = '2026-01-05T08:00:00+08:00';
    expect((await pay('finance', id, 100, { occurredAt })).status).toBe(200);
    await stages.caughtUp();
    const { body } = await stages.ask('finance', `GET /invoices/${id}`);
    expect(body['payments']).toMatchObject([{ receivedAt: '2026-01-05T00:00:00.000Z' }]);
    const later = await pay('finance', id, 100, { occurredAt: '2999-01-01T00:00:00Z' });
    expect(later).toMatchObject({ status: 422, body: { code: 'REQUEST.IN_THE_FUTURE' } });
    const slip = await pay('finance', id, 100, { occurredAt: '0026-01-05T08:00:00Z' });
    expect(slip).toMatchObject({ status: 422, body: { code: 'REQUEST.TOO_LONG_AGO' } });
  });
});

describe('a large sum', () => {
  /** 600 minutes: 5,000 + 40 × 3,000 net; with tax it is beyond the price list’s issueAtOnceUpTo. */
  const MINUTES = 600;
  const drafts = async () => {
    const { body } = await stages.ask('finance', 'GET /invoices?status=draft&limit=200');
    return (body['items'] as readonly { invoiceId: string }[]).map(({ invoiceId }) => invoiceId);
  };

  it('waits in finance’s work list, its ticket in billing, until finance issues the invoice', async () => {
    const id = await invoicedTicket(MINUTES);
    expect(await typesIn('invoice', id)).toEqual(['InvoiceDrafted']);
    expect((await typesIn('ticket', id.slice(0, -2))).at(-1)).toBe('TicketArchived');
    expect(await drafts()).toContain(id);
    expect((await stages.ask('finance', `GET /invoices/${id}`)).body).toMatchObject({
      status: 'draft',
      totalMinor: 132_500,
      number: null,
      dueOn: null,
    });
    expect((await stages.ask('clerk', `POST /invoices/${id}/issue`)).status).toBe(403);

    const issued = await stages.ask('finance', `POST /invoices/${id}/issue`);
    expect(issued.status).toBe(200);
    await stages.caughtUp();
    expect(await drafts()).not.toContain(id);
    expect((await typesIn('ticket', id.slice(0, -2))).slice(-2)).toEqual([
      'TicketArchived',
      'TicketSettled',
    ]);
    expect((await stages.ask('finance', `POST /invoices/${id}/issue`)).body['code']).toBe(
      'BILLING.ALREADY_ISSUED',
    );
  });

  it('is issued once, whoever else presses the button at the same moment', async () => {
    const id = await invoicedTicket(MINUTES);
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => stages.ask('finance', `POST /invoices/${id}/issue`)),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(await typesIn('invoice', id)).toEqual(['InvoiceDrafted', 'InvoiceIssued']);
  });

  it('can be paid before it is issued; the ticket goes on when it is', async () => {
    const id = await invoicedTicket(MINUTES);
    expect((await pay('technician', id, 132_500)).status).toBe(200);
    await stages.caughtUp();
    expect((await typesIn('ticket', id.slice(0, -2))).at(-1)).toBe('TicketArchived');
    expect(await drafts()).toContain(id); // finance still owes the customer the invoice
    expect((await stages.ask('finance', `POST /invoices/${id}/issue`)).status).toBe(200);
    await stages.caughtUp();
    expect((await stages.ask('finance', `GET /invoices/${id}`)).body['status']).toBe('paid');
    expect((await typesIn('ticket', id.slice(0, -2))).at(-1)).toBe('TicketSettled');
  });
});

describe('a draft that is never to be issued', () => {
  const reason = 'Agreed free of charge';
  const discard = (username: string, id: string, body: object = { reason }) =>
    stages.ask(username, `POST /invoices/${id}/void`, { body });

  it('is voided by finance with a reason; its ticket goes on with nothing to bill', async () => {
    const id = await invoicedTicket(600);
    expect((await discard('clerk', id)).status).toBe(403);
    expect((await discard('technician', id)).status).toBe(403);
    for (const body of [{}, { reason: '' }, { reason: ' ' }, { reason: 'x'.repeat(201) }]) {
      const answer = await discard('finance', id, body);
      expect(answer).toMatchObject({ status: 422, body: { code: 'REQUEST.INVALID_BODY' } });
    }
    expect((await discard('finance', id)).status).toBe(200);
    await stages.caughtUp();

    const shown = await stages.ask('finance', `GET /invoices/${id}`);
    expect(shown.headers.get('etag')).toBe('"2"');
    expect(shown.body).toMatchObject({
      status: 'voided',
      voidReason: reason,
      voidedAt: expect.any(String),
      totalMinor: 132_500,
      outstandingMinor: 0,
      number: null,
      overdue: false,
    });
    const ids = async (query: string) => {
      const { body } = await stages.ask('finance', `GET /invoices?${query}&limit=200`);
      return (body['items'] as readonly { invoiceId: string }[]).map((item) => item.invoiceId);
    };
    expect(await ids('status=draft')).not.toContain(id);
    expect(await ids('status=voided')).toEqual([id]);
    const count = await stages.ask('finance', 'GET /invoices/count?status=voided');
    expect(count.body).toMatchObject({ count: 1 });

    const ticket = await readWholeStream(
      stages.engine.store,
      streamName('ticket', id.slice(0, -2)),
    );
    const settlement = ticket.at(-1);
    expect(settlement).toMatchObject({
      type: 'TicketSettled',
      data: { outcome: 'nothing-to-bill', move: { to: 'awaiting-feedback' } },
    });
    const history = await stages.ask('finance', `GET /customers/${customerId}/history?limit=200`);
    const items = history.body['items'] as readonly { subjectId: string; what: string }[];
    const words = items.filter(({ subjectId }) => subjectId === id).map(({ what }) => what);
    expect(words).toContain('Draft of the invoice voided');
  });

  it('cannot be issued, paid or voided any more; what was issued cannot be voided', async () => {
    const id = await invoicedTicket(600);
    expect((await discard('finance', id)).status).toBe(200);
    const issue = await stages.ask('finance', `POST /invoices/${id}/issue`);
    for (const { status, body } of [
      issue,
      await pay('technician', id, 1),
      await discard('finance', id),
    ]) {
      expect([status, body['code']]).toEqual([422, 'BILLING.VOIDED']);
    }
    expect((await discard('finance', await invoicedTicket())).body['code']).toBe(
      'BILLING.ALREADY_ISSUED',
    );
    expect((await discard('finance', 'missing.1')).status).toBe(404);
  });

  it('is voided or issued, whoever is faster, and never where money came in', async () => {
    const id = await invoicedTicket(600);
    const answers = await Promise.all([
      stages.ask('finance', `POST /invoices/${id}/issue`),
      discard('finance', id),
      stages.ask('finance', `POST /invoices/${id}/issue`),
      discard('finance', id),
    ]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const paid = await invoicedTicket(600);
    expect((await pay('technician', paid, 1)).status).toBe(200);
    expect((await discard('finance', paid)).body['code']).toBe('BILLING.MONEY_RECEIVED');
  });
});

describe('parts in another currency, from before they were refused', () => {
  it('leave the ticket in billing with whoever can repair it, and park nothing', async () => {
    const part = {
      code: 'P1',
      description: 'Seal',
      quantity: 1,
      unitPrice: { amountMinor: 100, currency: 'USD' },
    };
    // Straight to the handler: the edge refuses it.
    const ticketId = await stages.visitedTicket({ customerId, category: 'paid', site }, 'f1', 50, [
      part,
    ]);
    await stages.caughtUp();
    expect((await typesIn('ticket', ticketId)).slice(-3)).toEqual([
      'TicketArchived',
      'TicketCommented',
      'TicketEscalated',
    ]);
    expect(await typesIn('invoice', `${ticketId}.1`)).toEqual([]);
    expect(await stages.engine.feed.deadLetters()).toEqual([]);
    await stages.ticket(ticketId, 'settle', { outcome: 'invoiced', invoiceId: 'USD-1' }, null);
    expect((await typesIn('ticket', ticketId)).at(-1)).toBe('TicketSettled');
  });
});

describe('whose invoices', () => {
  it('technicians see and collect on their own; others’ are missing', async () => {
    const id = await invoicedTicket();
    expect((await stages.ask('technician', `GET /invoices/${id}`)).status).toBe(200);
    for (const request of [`GET /invoices/${id}`, 'GET /invoices/missing.1']) {
      const answer = await stages.ask('stranger', request);
      expect(answer).toMatchObject({ status: 404, body: { code: 'BILLING.INVOICE_NOT_FOUND' } });
    }
    expect((await pay('stranger', id, 1)).body['code']).toBe('BILLING.INVOICE_NOT_FOUND');
    expect((await pay('clerk', id, 1)).status).toBe(403);
    expect((await stages.ask('stranger', 'GET /invoices')).body).toMatchObject({ items: [] });
    expect((await stages.ask('stranger', 'GET /invoices/count')).body).toMatchObject({ count: 0 });
    const own = await stages.ask('technician', 'GET /invoices?limit=200');
    const all = await stages.ask('finance', 'GET /invoices?technicianId=f1&limit=200');
    expect(own.body).toEqual(all.body);
    // Finance, who happens to be a technician, too: what he records he has not collected.
    expect((await pay('both', id, 1)).status).toBe(200);
    await stages.caughtUp();
    const { body } = await stages.ask('finance', `GET /invoices/${id}`);
    expect(body['payments']).toMatchObject([{ collectedBy: null }]);
  });

  it('are overdue or not by the day in question; the lists and counts say the same', async () => {
    const id = await invoicedTicket();
    const { body } = await stages.ask('finance', `GET /invoices/${id}`);
    const dueOn = String(body['dueOn']);
    const onTime = await stages.ask('finance', `GET /invoices?overdue=true&day=${dueOn}`);
    expect(onTime.body).toMatchObject({ items: [] });
    const query = 'overdue=true&day=2999-01-01&status=issued';
    const late = await stages.ask('finance', `GET /invoices?${query}&limit=200`);
    const count = async (filters: string) =>
      Number((await stages.ask('finance', `GET /invoices/count?${filters}`)).body['count']);
    const items = late.body['items'] as readonly { invoiceId: string; overdue: boolean }[];
    expect(await count(query)).toBe(items.length);
    expect(await count(`overdue=true&day=${dueOn}`)).toBe(0);
    expect(items.every(({ overdue }) => overdue)).toBe(true);
    expect(items.map(({ invoiceId }) => invoiceId)).toContain(id);
    const others = await count('overdue=false&day=2999-01-01');
    expect(others + items.length).toBe(await count(''));
  });
});

describe('a contract', () => {
  it('covers its visits in the order they were archived; the next one is invoiced', async () => {
    const terms = { validFrom: '2000-01-01', validUntil: '2999-12-31', visitLimit: 2 };
    const contractId = await stages.command(
      'clerk',
      `POST /customers/${customerId}/contracts`,
      terms,
    );
    const registration = { customerId, category: 'contract', contractId, site } as const;
    const ticketIds = await Promise.all(
      Array.from({ length: 3 }, () => stages.visitedTicket(registration, 'f1')),
    );
    await stages.caughtUp();
    const outcomes = await Promise.all(
      ticketIds.map(async (ticketId) => {
        const events = await readWholeStream(stages.engine.store, streamName('ticket', ticketId));
        return events.find(({ type }) => type === 'TicketSettled')?.data['outcome'];
      }),
    );
    expect(outcomes.filter((outcome) => outcome === 'covered')).toHaveLength(2);
    expect(outcomes.filter((outcome) => outcome === 'invoiced')).toHaveLength(1);
    const { body } = await stages.ask('clerk', `GET /customers/${customerId}`);
    expect(body['contracts']).toMatchObject([{ contractId, visitsUsed: 3, visitLimit: 2 }]);
  });
});
