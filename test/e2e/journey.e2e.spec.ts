import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SERVICE_CATEGORIES } from '@gongdan/contracts';
import { Desk } from './desk.js';
import { settle, travel, type People } from './journey.js';

let desk: Desk;
let people: People;
beforeAll(async () => {
  desk = await Desk.open();
  people = await settle(desk);
});
afterAll(() => desk.close());

describe('a ticket’s whole journey over HTTP', () => {
  it.each(SERVICE_CATEGORIES)('leads a %s ticket to its end', async (category) => {
    const id = await travel(desk, people, category);
    await desk.caughtUp();
    const ticket = await desk.get('clerk', `/tickets/${id}`);
    if (category === 'internal') {
      expect(ticket).toMatchObject({ state: 'closed', stateClass: 'closed', settlement: null });
      return;
    }
    const outcomes = { paid: 'invoiced', contract: 'invoiced', free: 'invoiced' };
    expect(ticket).toMatchObject({
      state: 'awaiting-feedback',
      settlement: outcomes[category],
    });

    const survey = await desk.get('clerk', `/surveys/${id}.1`);
    await desk.does('clerk', `/surveys/${id}.1/answers`, {
      token: survey['token'],
      satisfaction: 5,
      recommendation: 9,
    });
    await desk.caughtUp();
    expect(await desk.get('clerk', `/tickets/${id}`)).toMatchObject({ state: 'closed' });
  });

  it('invoices paid work, and a poor rating opens a complaint that is closed in the end', async () => {
    const id = await travel(desk, people, 'paid');
    await desk.caughtUp();
    const ticket = await desk.get('finance', `/tickets/${id}`);
    const invoiceId = String(ticket['invoiceId']);
    const invoice = await desk.get('finance', `/invoices/${invoiceId}`);
    await desk.does('finance', `/invoices/${invoiceId}/payments`, {
      amountMinor: invoice['totalMinor'],
      currency: invoice['currency'],
      method: 'bank-transfer',
    });

    const survey = await desk.get('clerk', `/surveys/${id}.1`);
    await desk.does('clerk', `/surveys/${id}.1/answers`, {
      token: survey['token'],
      satisfaction: 1,
      remark: 'Late and rude.',
    });
    await desk.caughtUp();
    const complaints = await desk.get('service-manager', `/complaints?ticketId=${id}`);
    const [complaint] = complaints['items'] as Record<string, unknown>[];
    const complaintId = String(complaint?.['complaintId']);
    await desk.does('service-manager', `/complaints/${complaintId}/escalate`, {
      reason: 'Regular customer',
    });
    await desk.does('service-manager', `/complaints/${complaintId}/answer`, {
      channel: 'phone',
      answer: 'A repeat visit at no cost.',
    });
    await desk.does('service-manager', `/complaints/${complaintId}/close`, {
      acceptedByCustomer: true,
    });
    await desk.caughtUp();
    const history = await desk.get('clerk', `/customers/${people.customerId}/history?limit=200`);
    const types = (history['items'] as { type: string }[]).map(({ type }) => type);
    expect(types).toEqual(
      expect.arrayContaining([
        'TicketRegistered',
        'TechnicianArrived',
        'CustomerSigned',
        'InvoiceIssued',
        'PaymentReceived',
        'SurveyAnswered',
        'ComplaintOpened',
        'ComplaintClosed',
      ]),
    );
  });

  it('takes a closed ticket up again in a new cycle', async () => {
    const id = await travel(desk, people, 'internal');
    await desk.does('clerk', `/tickets/${id}/reopen`, { reason: 'Fault came back' });
    expect(await desk.get('clerk', `/tickets/${id}`)).toMatchObject({
      state: 'registered',
      cycle: 2,
      technicianId: null,
    });
  });

  it('leaves every read model as a fresh fold of the log makes it', async () => {
    expect(await desk.differences()).toEqual([]);
  });
});
