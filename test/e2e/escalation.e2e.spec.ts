import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { allItems, Desk } from './desk.js';
import { register, settle, type People } from './journey.js';

let desk: Desk;
let people: People;
beforeAll(async () => {
  desk = await Desk.open();
  people = await settle(desk);
}, 60_000);
afterAll(() => desk.close());

const REASON = 'Nobody has arrived in time';
const escalate = async (who: string, path: string, body: object = { reason: REASON }) => {
  const { status, body: answer } = await desk.ask(who, `POST ${path}/escalate`, { body });
  return [status, answer['code']];
};
const ticket = async (): Promise<string> => `/tickets/${(await register(desk, people)).id}`;

describe('POST /tickets/{id}/escalate', () => {
  it('climbs step by step, by hand, and stops at the top', async () => {
    const path = await ticket();
    expect(await desk.get('clerk', path)).toMatchObject({ level: 'handler' });
    expect(await escalate('clerk', path)).toEqual([200, undefined]);
    expect(await desk.get('clerk', path)).toMatchObject({
      level: 'dispatch-manager',
      lastEventType: 'TicketEscalated',
    });
    expect(await escalate('dispatch-manager', path)).toEqual([200, undefined]);
    expect(await escalate('clerk', path)).toEqual([422, 'TICKET.AT_THE_TOP']);
    const { commands } = await desk.get('clerk', path);
    expect(commands).toContainEqual(
      expect.objectContaining({ command: 'escalate', allowed: false, code: 'TICKET.AT_THE_TOP' }),
    );
  });

  it('climbs to a level, and not to the present one or below', async () => {
    const path = await ticket();
    const to = (level: string) => ({ to: level, reason: REASON });
    expect(await escalate('finance', path, to('handler'))).toEqual([422, 'TICKET.AT_THIS_LEVEL']);
    expect(await escalate('finance', path, to('chairman'))).toEqual([422, 'REQUEST.INVALID_BODY']);
    expect(await escalate('finance', path, { to: 'executive' })).toEqual([
      422,
      'REQUEST.INVALID_BODY',
    ]);
    expect(await escalate('finance', path, to('executive'))).toEqual([200, undefined]);
    const { items } = await desk.get('auditor', `${path}/events`);
    expect((items as { type: string; data: object }[]).at(-1)).toMatchObject({
      data: { from: 'handler', to: 'executive', reason: REASON },
    });
  });

  it('is for those who work on it, and for nobody else', async () => {
    const path = await ticket();
    expect((await escalate('auditor', path))[0]).toBe(403);
    expect((await escalate('customer', path))[0]).toBe(403);
    expect(await escalate('administrator', path)).toEqual([403, 'TICKET.ROLE_NOT_ALLOWED']);
    expect(await escalate('integration', path)).toEqual([403, 'TICKET.ROLE_NOT_ALLOWED']);
    // A technician’s tickets are his own; others are not there for him.
    expect(await escalate('technician', path)).toEqual([404, 'TICKET.NOT_FOUND']);
    await desk.does('dispatch-manager', `${path}/approve-dispatch`);
    await desk.does('dispatcher', `${path}/assign`, { technicianId: people.technicianId });
    expect(await escalate('technician', path)).toEqual([200, undefined]);
  });

  it('is found by its level in lists, and shown on cards', async () => {
    const path = await ticket();
    await escalate('clerk', path, { reason: REASON });
    await desk.caughtUp();
    const id = path.split('/').at(-1);
    const at = async (query: string) =>
      (await allItems(desk, 'clerk', `/tickets?${query}`)).map((item) => item['id']);
    expect(await at('level=dispatch-manager')).toContain(id);
    expect(await at('level=dispatch-manager,executive')).toContain(id);
    expect(await at('level=handler')).not.toContain(id);
    const { lanes } = await desk.get('clerk', '/board?lane=to-approve');
    const [{ items }] = lanes as [{ items: object[] }];
    expect(items).toContainEqual(expect.objectContaining({ id, level: 'dispatch-manager' }));
  });

  it('leaves the carry-over to the engine', async () => {
    const path = await ticket();
    const body = { day: '2026-03-03', reason: 'not-dispatched' };
    const { status } = await desk.ask('executive', `POST ${path}/carry-over`, { body });
    expect(status).toBe(404);
  });
});

describe('POST /complaints/{id}/escalate', () => {
  it('climbs to the level named, with its role as the owner', async () => {
    const { id } = await desk.does('clerk', '/complaints', {
      customerId: people.customerId,
      description: 'Nobody came.',
      severity: 'general',
    });
    const path = `/complaints/${id}`;
    const to = (level: string) => ({ to: level, reason: REASON });
    expect(await escalate('service-manager', path, to('handler'))).toEqual([
      422,
      'COMPLAINT.AT_THIS_LEVEL',
    ]);
    expect(await escalate('service-manager', path, to('executive'))).toEqual([200, undefined]);
    await desk.caughtUp();
    expect(await desk.get('service-manager', path)).toMatchObject({
      level: 'executive',
      ownerId: 'executive',
    });
    expect(await escalate('service-manager', path)).toEqual([422, 'COMPLAINT.AT_THE_TOP']);
  });
});
