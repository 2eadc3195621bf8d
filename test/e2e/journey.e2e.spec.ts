import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SERVICE_CATEGORIES } from '@gongdan/contracts';
import { Desk } from './desk.js';
import { register, settle, stepsOf, travel, type People } from './journey.js';

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

  it.each([
    ['amended by the dispatcher before anybody goes', 'dispatcher', 'amend', 'contract', 'assign'],
    ['named with the category by the manager', 'dispatch-manager', 'classify', 'free', 'archive'],
  ] as const)('is covered by a contract that was learned of later: %s', async (...named) => {
    const [, who, correction, category, before] = named;
    const { id: customerId } = await desk.does('clerk', '/customers', { name: 'Customer Two' });
    const { id: others } = await desk.does('clerk', '/customers', { name: 'Customer Three' });
    const sign = (customer: string) =>
      desk.does('clerk', `/customers/${customer}/contracts`, {
        validFrom: '2000-01-01',
        validUntil: '2999-12-31',
        visitLimit: 1,
      });
    const [{ id: contractId }, { id: foreign }] = [await sign(customerId), await sign(others)];
    const { id } = await register(desk, { customerId }, { category });
    const why = correction === 'classify' ? { category: 'contract', reason: 'Has a contract' } : {};
    for (const [actor, command, body] of stepsOf(category, people)) {
      if (command === before) {
        for (const unknown of ['none', foreign]) {
          const refused = await desk.ask(who, `POST /tickets/${id}/${correction}`, {
            body: { ...why, contractId: unknown },
          });
          expect(refused.body['code']).toBe('TICKET.UNKNOWN_CONTRACT');
        }
        await desk.does(who, `/tickets/${id}/${correction}`, { ...why, contractId });
      }
      await desk.does(actor, `/tickets/${id}/${command}`, body);
    }
    await desk.caughtUp();
    expect(await desk.get('clerk', `/tickets/${id}`)).toMatchObject({
      category: 'contract',
      contractId,
      settlement: 'covered',
      invoiceId: null,
    });
    expect(await desk.get('clerk', `/customers/${customerId}`)).toMatchObject({
      contracts: [{ contractId, visitsUsed: 1 }],
    });
  });

  it.each([
    ['covers work that was finished while it was valid', '2020-12-31T12:00:00Z', 'covered'],
    ['covers no work that was finished later', '2021-01-01T12:00:00Z', 'invoiced'],
  ])('under a contract that is over, archived today, %s', async (_case, occurredAt, settlement) => {
    const { id: customerId } = await desk.does('clerk', '/customers', { name: 'Customer Four' });
    const { id: contractId } = await desk.does('clerk', `/customers/${customerId}/contracts`, {
      validFrom: '2020-01-01',
      validUntil: '2020-12-31',
      visitLimit: 1,
    });
    const request = { category: 'contract', contractId, occurredAt };
    const { id } = await register(desk, { customerId }, request);
    for (const [who, command, body] of stepsOf('contract', people)) {
      const isToday = command === 'archive';
      await desk.does(who, `/tickets/${id}/${command}`, isToday ? body : { ...body, occurredAt });
    }
    await desk.caughtUp();
    expect(await desk.get('clerk', `/tickets/${id}`)).toMatchObject({ settlement });
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
