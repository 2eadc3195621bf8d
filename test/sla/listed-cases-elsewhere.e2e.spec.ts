import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Receiver } from '../../libs/subscription/webhook/testing/receiver.js';
import { Desk } from '../e2e/desk.js';
import { register, settle, stepsOf, travel, type People } from '../e2e/journey.js';
import { eventually } from '../setup/webhook-scene.js';

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

  it('26: an order whose workflow needs a signature is not finished without it', async () => {
    const id = await travel(desk, people, 'paid', 'finish');
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
  });
});
