import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestStages } from '../../test/setup/test-stages.js';

let stages: TestStages;
let customerId: string;
beforeAll(async () => {
  stages = await TestStages.start();
  await stages.addAccount('clerk', ['clerk']);
  await stages.addAccount('manager', ['service-manager']);
  await stages.addAccount('executive', ['executive']);
  await stages.addAccount('technician', ['technician'], 'f1');
  customerId = await stages.command('clerk', 'POST /customers', { name: 'Customer One' });
});
afterAll(() => stages.stop());

const open = (body: object = {}) =>
  stages.command('clerk', 'POST /complaints', {
    customerId,
    severity: 'general',
    description: 'Nobody came.',
    ...body,
  });
const show = async (id: string) => (await stages.ask('manager', `GET /complaints/${id}`)).body;
/** A ticket that waits for feedback. Answers the survey's id and token. */
async function survey(): Promise<{ id: string; token: string }> {
  const ticketId = await stages.visitedTicket({ customerId, category: 'free' }, 'f1');
  await stages.caughtUp();
  const { body } = await stages.ask('clerk', `GET /surveys/${ticketId}.1`);
  return { id: `${ticketId}.1`, token: String(body['token']) };
}

describe('a complaint', () => {
  it('is answered, moved up and closed after it was opened, not before', async () => {
    const openedAt = '2026-03-02T09:00:00.000Z';
    const id = await open({ occurredAt: openedAt });
    const at = (occurredAt: string) => [
      stages.ask('executive', `POST /complaints/${id}/escalate`, {
        body: { reason: 'Serious', occurredAt },
      }),
      stages.ask('executive', `POST /complaints/${id}/answer`, {
        body: { channel: 'phone', answer: 'A repeat visit.', occurredAt },
      }),
      stages.ask('executive', `POST /complaints/${id}/close`, {
        body: { acceptedByCustomer: false, reason: 'Settled', occurredAt },
      }),
    ];
    for (const answer of await Promise.all(at('2026-03-02T08:59:59.999Z'))) {
      expect(answer).toMatchObject({
        status: 422,
        body: {
          code: 'COMPLAINT.OCCURRED_BEFORE_OPENING',
          violations: [{ path: '/occurredAt', message: `must not be before ${openedAt}` }],
        },
      });
    }
    expect(await show(id)).toMatchObject({ status: 'open', level: 'handler', version: 1 });
    await stages.command('executive', `POST /complaints/${id}/close`, {
      acceptedByCustomer: false,
      reason: 'Settled',
      occurredAt: openedAt,
    });
    expect(await show(id)).toMatchObject({ status: 'closed', closedAt: openedAt });
  });

  it('climbs the ladder, is answered, and closes when the customer accepts', async () => {
    const ticketId = await stages.visitedTicket({ customerId, category: 'free' }, 'f1');
    const id = await open({ ticketIds: [ticketId] });
    expect(await show(id)).toMatchObject({
      complaintId: id,
      customerId,
      ticketIds: [ticketId],
      source: 'customer',
      level: 'handler',
      ownerId: 'service-manager',
      status: 'open',
    });
    const escalate = (ownerId?: string) =>
      stages.ask('manager', `POST /complaints/${id}/escalate`, {
        body: { reason: 'Not answered in time', ...(ownerId ? { ownerId } : {}) },
      });
    expect((await escalate('manager-one')).status).toBe(200);
    expect((await escalate()).status).toBe(200);
    expect((await escalate()).body['code']).toBe('COMPLAINT.AT_THE_TOP');
    const close = { acceptedByCustomer: true };
    const early = await stages.ask('manager', `POST /complaints/${id}/close`, { body: close });
    expect(early).toMatchObject({ status: 422, body: { code: 'COMPLAINT.NOT_ANSWERED' } });
    const answer = { channel: 'phone', answer: 'A repeat visit at no cost.' };
    await stages.command('manager', `POST /complaints/${id}/answer`, answer);
    await stages.command('manager', `POST /complaints/${id}/close`, close);
    expect(await show(id)).toMatchObject({
      status: 'closed',
      level: 'executive',
      ownerId: 'executive',
      escalations: 2,
      answer: 'A repeat visit at no cost.',
      acceptedByCustomer: true,
      version: 5,
    });
    const filters = `ticketId=${ticketId}&status=closed`;
    const found = await stages.ask('clerk', `GET /complaints?${filters}`);
    expect(found.body).toMatchObject({ items: [{ complaintId: id }], nextCursor: null });
    const counted = await stages.ask('clerk', `GET /complaints/count?${filters}`);
    expect(counted.body).toMatchObject({ count: 1 });
  });

  it('of weight goes to the executive at once, who alone closes it unaccepted', async () => {
    const id = await open({ severity: 'critical' });
    expect(await show(id)).toMatchObject({ level: 'executive', ownerId: 'executive' });
    const request = `POST /complaints/${id}/close`;
    const body = { acceptedByCustomer: false, reason: 'Cannot be reached' };
    expect(await stages.ask('manager', request, { body })).toMatchObject({
      status: 403,
      body: { code: 'COMPLAINT.ONLY_THE_EXECUTIVE' },
    });
    const bare = { body: { acceptedByCustomer: false } };
    expect((await stages.ask('executive', request, bare)).body['code']).toBe(
      'COMPLAINT.REASON_MISSING',
    );
    expect((await stages.ask('executive', request, { body })).status).toBe(200);
  });

  it('names customers and tickets that are there and belong together', async () => {
    const foreign = await stages.visitedTicket({ customerId: 'other', category: 'free' }, 'f1');
    const body = { customerId, severity: 'general', description: 'Nobody came.' };
    const refused = async (changes: object) =>
      (await stages.ask('clerk', 'POST /complaints', { body: { ...body, ...changes } })).body;
    expect(await refused({ customerId: 'missing' })).toMatchObject({
      code: 'COMPLAINT.CUSTOMER_UNKNOWN',
      violations: [{ path: '/customerId' }],
    });
    for (const ticketId of [foreign, 'missing']) {
      expect(await refused({ ticketIds: [ticketId] })).toMatchObject({
        code: 'COMPLAINT.TICKET_NOT_OF_CUSTOMER',
        violations: [{ path: '/ticketIds/0' }],
      });
    }
  });

  it('is nothing for technicians', async () => {
    const id = await open();
    for (const request of ['GET /complaints', `GET /complaints/${id}`]) {
      expect((await stages.ask('technician', request)).status).toBe(403);
    }
  });
});

describe('a customer with a survey’s link', () => {
  it('opens a complaint by a poor rating', async () => {
    const { id, token } = await survey();
    const body = { token, satisfaction: 1, remark: 'Came late.' };
    expect((await stages.ask(undefined, `POST /surveys/${id}/answers`, { body })).status).toBe(201);
    await stages.caughtUp();
    expect(await show(id)).toMatchObject({
      source: 'survey',
      severity: 'general',
      description: 'Rated 1 of 5. Came late.',
      customerId,
      ticketIds: [id.slice(0, -2)],
    });
  });

  it('opens one complaint in words, with the right token only', async () => {
    const { id, token } = await survey();
    const complain = (body: object) =>
      stages.ask(undefined, `POST /surveys/${id}/complaints`, { body });
    const description = 'The device leaks since.';
    expect(await complain({ token: 'guess', description })).toMatchObject({
      status: 404,
      body: { code: 'COMPLAINT.SURVEY_NOT_FOUND' },
    });
    const opened = await complain({ token, description });
    expect(opened).toMatchObject({ status: 201, body: { id: `${id}.c`, version: 1 } });
    expect((await complain({ token, description })).body['code']).toBe('COMPLAINT.ALREADY_OPENED');
    await stages.caughtUp();
    expect(await show(`${id}.c`)).toMatchObject({ source: 'customer', description });
  });
});
