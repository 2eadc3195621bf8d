import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MON, PromiseDesk, recordedOf, utc } from './promise-desk.js';

let desk: PromiseDesk;
beforeAll(async () => {
  desk = await PromiseDesk.open();
});
afterAll(() => desk.close());

interface Climbed {
  readonly type: string;
  readonly data: { readonly from: string; readonly to: string; readonly reason: string };
}

/** What climbed on a subject’s own stream, as words. */
async function climbs(subject: string): Promise<readonly string[]> {
  await desk.settled();
  const { items } = await desk.desk.get('service-manager', `/${subject}/events`);
  return (items as readonly Climbed[])
    .filter(({ type }) => type.includes('TicketEscalated'))
    .map(({ data: { from, to, reason } }) => `${from} > ${to}: ${reason}`);
}

const BREACH = 'handler > dispatch-manager: Promise broken: resolution (breach)';
const LATER = 'dispatch-manager > executive: Promise broken: resolution (breach+PT4H)';

describe('a ticket whose promise is broken', () => {
  it('climbs as the ladder of its policy says, and says why', async () => {
    const id = await desk.registered('ladder', `${MON}T09:00`);
    expect(await climbs(`tickets/${id}`)).toEqual([BREACH, LATER]);
    const run = await desk.clock(id, 'resolution');
    expect(recordedOf(run)).toEqual([
      `Started ${MON}T09:00`,
      `Warned ${MON}T10:00`,
      `Escalated ${MON}T10:00`,
      `Warned ${MON}T10:36`,
      `Breached ${MON}T11:00`,
      `Escalated ${MON}T11:00`,
      `Escalated ${MON}T15:00`,
    ]);
    expect(run.explanation).toContain(
      `${MON}T11:00:00.000Z escalated (breach, to the dispatch-manager, tells dispatch-manager by in-app, email)`,
    );
    expect(run.escalations).toEqual([]);
    const list = await desk.desk.get('service-manager', `/sla/clocks?subjectId=${id}`);
    expect(list['items']).toMatchObject([{ clock: 'resolution', rung: 'breach+PT4H' }]);
  });

  it('shows what is still to come, as it stood at an earlier moment', async () => {
    const id = await desk.registered('ladder', `${MON}T09:00`);
    const then = await desk.clock(id, 'resolution', `?asOf=${utc(`${MON}T12:00`)}`);
    expect(then.escalations).toEqual([
      {
        rung: 'breach+PT4H',
        at: `${MON}T15:00:00.000Z`,
        to: 'executive',
        notify: ['executive'],
        by: ['in-app', 'email'],
      },
    ]);
  });

  it('does not climb when it was kept', async () => {
    const kept = await desk.story('ladder', `${MON}T09:00`, (id) =>
      desk.resolved(id, `${MON}T10:30`),
    );
    expect(await climbs(`tickets/${kept}`)).toEqual([]);
    const told = recordedOf(await desk.clock(kept, 'resolution'));
    expect(told.filter((line) => line.startsWith('Escalated'))).toEqual([`Escalated ${MON}T10:00`]);
  });

  it('stays as high as it climbed when it turns out that the work was in time', async () => {
    const id = await desk.registered('ladder', `${MON}T09:00`);
    expect(await climbs(`tickets/${id}`)).toEqual([BREACH, LATER]);
    await desk.assigned(id, `${MON}T09:00`);
    await desk.resolved(id, `${MON}T10:30`);
    expect(await desk.clock(id, 'resolution')).toMatchObject({ verdict: 'met' });
    expect(await climbs(`tickets/${id}`)).toEqual([BREACH, LATER]);
  });

  it('is not sent up again where people were faster', async () => {
    const id = await desk.story('ladder', `${MON}T09:00`, async (ticket) => {
      const climb = { to: 'executive', reason: 'The hospital waits' };
      await desk.desk.does('service-manager', `/tickets/${ticket}/escalate`, climb);
    });
    expect(await climbs(`tickets/${id}`)).toEqual(['handler > executive: The hospital waits']);
  });
});

describe('a complaint that is not answered', () => {
  it('climbs as the ladder of its policy says', async () => {
    const { customerId } = desk.people;
    const { id } = await desk.desk.does('clerk', '/complaints', {
      customerId,
      source: 'customer',
      severity: 'general',
      description: 'Nobody came.',
      occurredAt: utc(`${MON}T09:00`),
    });
    await desk.settled();
    const { body } = await desk.desk.ask('service-manager', `GET /complaints/${id}`);
    expect(body).toMatchObject({ level: 'executive' });
  });
});
