import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dayAfter, localDay } from '@gongdan/contracts';
import { openMaintenance } from '../../libs/customer/maintenance/open-maintenance.js';
import { Receiver } from '../../libs/subscription/webhook/testing/receiver.js';
import { Desk } from '../e2e/desk.js';
import { register, settle, stepsOf, travel, type People } from '../e2e/journey.js';
import { eventually } from '../setup/eventually.js';

// What other systems failed at that is no matter of clocks: the engine has it by other means, each of which
// has its own specs. Here is one test for each of the cases.

let desk: Desk;
let people: People;
let receiver: Receiver;
beforeAll(async () => {
  desk = await Desk.open({
    environment: { WEBHOOK_PRIVATE_TARGETS: 'allowed', WEBHOOK_RETRY_SECONDS: '1, 1' },
  });
  people = await settle(desk);
  receiver = await Receiver.open(() => 204);
});
afterAll(async () => {
  await desk.close();
  await receiver.close();
});

/** The survey of a resolution cycle, with its token, for those who send it out. */
async function survey(ticketId: string, cycle: number) {
  await desk.caughtUp();
  const id = `${ticketId}.${cycle}`;
  const { token } = await desk.get('clerk', `/surveys/${id}`);
  return { id, token: String(token) };
}

const answer = (who: string | undefined, id: string, body: object) =>
  desk.ask(who, `POST /surveys/${id}/answers`, { body });

/** A maintenance plan of the customer’s, and a day that its visits may lie on. */
async function planned(validUntil = '2099-12-31') {
  const file = `/customers/${people.customerId}`;
  const device = await desk.does('clerk', `${file}/devices`, { model: 'KFR-35GW' });
  const contract = await desk.does('clerk', `${file}/contracts`, {
    validFrom: '2020-01-01',
    validUntil,
    visitLimit: 12,
  });
  const { clock, settings } = desk.engine;
  const firstOn = dayAfter(localDay(clock.now(), settings.timeZone), 5);
  const answer = await desk.ask(
    'clerk',
    `POST ${file}/contracts/${contract.id}/maintenance-plans`,
    {
      body: {
        deviceId: device.id,
        everyMonths: 60,
        firstOn,
        title: 'Clean and check',
        description: '',
      },
    },
  );
  return { answer, planId: String(answer.body['id']), firstOn };
}

/** What is due is ordered, as a worker does it. Answers the first visit of the plan. */
async function orderedBy(planId: string) {
  await desk.caughtUp();
  const worker = openMaintenance(desk.engine, (error) => {
    throw error;
  });
  while (await worker.tick());
  await desk.caughtUp();
  return firstSlot(planId);
}

async function firstSlot(planId: string) {
  const { slots } = await desk.get('clerk', `/maintenance-plans/${planId}`);
  const [slot] = slots as readonly Record<string, unknown>[];
  return { ...slot, ticketId: String(slot?.['ticketId']) };
}

describe('cases that broke other systems, beside the clocks', () => {
  it('20: of two dispatchers on one version the second is told what came between', async () => {
    const { id } = await register(desk, people, { category: 'free' });
    const { headers } = await desk.ask('dispatcher', `GET /tickets/${id}`);
    const assign = (who: string, technicianId: string) =>
      desk.ask(who, `POST /tickets/${id}/assign`, {
        body: { technicianId },
        headers: { 'if-match': headers.get('etag') ?? '' },
      });
    expect(await assign('dispatcher', people.technicianId)).toMatchObject({ status: 200 });
    // 409 in the words of HTTP: who sends If-Match is answered with 412.
    expect(await assign('dispatch-manager', people.helperId)).toMatchObject({
      status: 412,
      body: {
        code: 'STREAM.VERSION_CONFLICT',
        intervening: [{ type: 'TicketAssigned', version: 2 }],
      },
    });
  });

  it('21: what is submitted twice is one ticket', async () => {
    const body = {
      customerId: people.customerId,
      category: 'free',
      channel: 'web',
      title: 'Submitted twice',
      description: '',
    };
    const headers = { 'idempotency-key': 'form-1' };
    const [first, second] = [
      await desk.ask('clerk', 'POST /tickets', { body, headers }),
      await desk.ask('clerk', 'POST /tickets', { body, headers }),
    ];
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body['id']).toBe(first.body['id']);
    await desk.caughtUp();
    const { items } = await desk.get('clerk', '/tickets?text=submitted');
    expect(items).toHaveLength(1);
  });

  it('22: every resolution has a survey of its own; the first answer stays', async () => {
    const id = await travel(desk, people, 'free');
    const first = await survey(id, 1);
    expect(
      await answer(undefined, first.id, { token: first.token, satisfaction: 2 }),
    ).toMatchObject({
      status: 201,
    });
    await desk.caughtUp();
    await desk.does('clerk', `/tickets/${id}/reopen`, { reason: 'Fault came back' });
    for (const [who, command, body] of stepsOf('free', people)) {
      await desk.does(who, `/tickets/${id}/${command}`, body);
    }
    const second = await survey(id, 2);
    expect(
      await answer(undefined, second.id, { token: second.token, satisfaction: 5 }),
    ).toMatchObject({
      status: 201,
    });
    await desk.caughtUp();
    const satisfactions = [first, second].map(async (each) => {
      const { satisfaction } = await desk.get('service-manager', `/surveys/${each.id}`);
      return satisfaction;
    });
    expect(await Promise.all(satisfactions)).toEqual([2, 5]);
  });

  it('23: no technician changes his rating; the token answers once', async () => {
    const id = await travel(desk, people, 'free');
    const { id: surveyId, token } = await survey(id, 1);
    expect((await desk.ask('technician', `GET /surveys/${surveyId}`)).status).toBe(403);
    const guessed = { token: 'x'.repeat(43), satisfaction: 5 };
    expect((await answer('technician', surveyId, guessed)).status).toBe(404);
    expect((await answer(undefined, surveyId, { token, satisfaction: 1 })).status).toBe(201);
    for (const who of [undefined, 'technician']) {
      expect(await answer(who, surveyId, { token, satisfaction: 5 })).toMatchObject({
        status: 422,
        body: { code: 'FEEDBACK.ALREADY_ANSWERED' },
      });
    }
    await desk.caughtUp();
    const { satisfaction } = await desk.get('service-manager', `/surveys/${surveyId}`);
    expect(satisfaction).toBe(1);
  });

  it('24: an endpoint that is away is tried again, in order, and can be sent all again', async () => {
    const { status, body, text } = await desk.ask('administrator', 'POST /webhooks', {
      body: { url: receiver.url, types: ['TicketRegistered', 'TicketAssigned'] },
    });
    if (status !== 201) throw new Error(text);
    const id = String(body['id']);
    const shown = () => desk.get('administrator', `/webhooks/${id}`);
    const delivered = () =>
      eventually('all is delivered', async () => {
        const { position } = await shown();
        return Number(position) >= (await desk.engine.store.lastPosition());
      });
    receiver.behavesLike(() => 503);
    const from = (await desk.engine.store.lastPosition()) + 1;
    const { id: ticketId } = await register(desk, people, { category: 'free' });
    await desk.does('dispatcher', `/tickets/${ticketId}/assign`, {
      technicianId: people.technicianId,
    });
    await eventually(
      'it is given up, with its reason',
      async () => (await shown())['state'] !== 'active',
    );
    expect(await shown()).toMatchObject({ state: 'disabled', lastFailure: 'answered 503' });
    const { items } = await desk.get('administrator', `/webhooks/${id}/deliveries`);
    expect(items).toContainEqual(expect.objectContaining({ error: 'answered 503', attempt: 3 }));
    receiver.behavesLike(() => 204);
    await desk.does('administrator', `/webhooks/${id}/resume`);
    await delivered();
    const ofTicket = () =>
      receiver.accepted.filter(({ subject }) => subject === ticketId).map(({ type }) => type);
    const inOrder = ['gongdan.TicketRegistered.v1', 'gongdan.TicketAssigned.v1'];
    expect(ofTicket()).toEqual(inOrder);
    receiver.received.length = 0;
    await desk.does('administrator', `/webhooks/${id}/redeliver`, { from });
    await delivered();
    expect(ofTicket()).toEqual(inOrder);
  });

  it('26: a generated order whose workflow needs a signature is not finished without it', async () => {
    const { planId } = await planned();
    const { ticketId: id } = await orderedBy(planId);
    for (const [who, command, body] of stepsOf('contract', people)) {
      await desk.does(who, `/tickets/${id}/${command}`, body);
      if (command === 'finish') break;
    }
    const archive = () => desk.ask('clerk', `POST /tickets/${id}/archive`, { body: {} });
    const refused = { status: 422, body: { code: 'TICKET.WRONG_STATE' } };
    expect(await archive()).toMatchObject(refused);
    const countersign = { body: {} };
    expect(
      await desk.ask('dispatch-manager', `POST /tickets/${id}/countersign`, countersign),
    ).toMatchObject(refused);
    await desk.does('technician', `/tickets/${id}/sign`, { signedBy: 'Customer One' });
    await desk.does('dispatch-manager', `/tickets/${id}/countersign`);
    expect(await archive()).toMatchObject({ status: 200 });
    await desk.caughtUp();
    expect(await firstSlot(planId)).toMatchObject({ state: 'done', ticketId: id });
  });

  it('27: the slot of a cancelled visit is open again; a plan that would generate nothing says so', async () => {
    const { planId, firstOn } = await planned();
    const { ticketId } = await orderedBy(planId);
    expect(await desk.get('clerk', `/tickets/${ticketId}`)).toMatchObject({
      maintenancePlanId: planId,
      maintenanceSlot: 1,
      category: 'contract',
    });
    await desk.does('clerk', `/tickets/${ticketId}/cancel`, { reason: 'Nobody is there' });
    const open = {
      state: 'open',
      dueOn: firstOn,
      lost: [{ ticketId, reason: 'cancelled' }],
    };
    // Somebody had a reason to cancel it: no worker orders it again.
    expect(await orderedBy(planId)).toMatchObject(open);
    const { items } = await desk.get('clerk', '/maintenance-plans?open=true');
    expect(items).toMatchObject([{ planId, openCount: 1 }]);

    const on = dayAfter(firstOn, 30);
    const order = `/maintenance-plans/${planId}/slots/1/order`;
    await desk.does('clerk', order, { on });
    await desk.caughtUp();
    const again = await firstSlot(planId);
    expect(again).toMatchObject({ ...open, state: 'ordered', dueOn: on });
    expect(again.ticketId).not.toBe(ticketId);
    expect(await desk.get('clerk', `/tickets/${again.ticketId}`)).toMatchObject({
      state: 'registered',
      maintenanceSlot: 1,
    });

    // Merged away is as good as cancelled.
    const { id: other } = await register(desk, people, { category: 'contract' });
    await desk.does('clerk', `/tickets/${again.ticketId}/merge`, { intoTicketId: other });
    await desk.caughtUp();
    expect(await firstSlot(planId)).toMatchObject({
      state: 'open',
      lost: [{ ticketId }, { ticketId: again.ticketId, reason: 'merged' }],
    });

    const nothing = await planned('2020-12-31');
    expect(nothing.answer).toMatchObject({
      status: 422,
      body: { code: 'MAINTENANCE.NOTHING_TO_ORDER' },
    });
    const words = `A plan from ${nothing.firstOn} on would order nothing: its contract, valid from 2020-01-01 to 2020-12-31, is over.`;
    expect(nothing.answer.body['detail']).toBe(words);
  });
});
