import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MON, PromiseDesk, recordedOf, TUE, WED } from './promise-desk.js';

let desk: PromiseDesk;
beforeAll(async () => {
  desk = await PromiseDesk.open();
});
afterAll(() => desk.close());

describe('what is reported after its breach was told, over HTTP', () => {
  it('25: an arrival in time supersedes the breach, which stays in history', async () => {
    const id = await desk.registered('arrival', `${MON}T09:00`);
    await desk.assigned(id, `${MON}T09:30`);
    const broken = await desk.clock(id, 'arrival');
    expect(broken).toMatchObject({ state: 'breached', dueAt: `${MON}T15:00:00.000Z` });
    for (const command of ['accept', 'depart', 'arrive']) {
      await desk.tell(id, command, `${MON}T14:55`);
    }
    const run = await desk.clock(id, 'arrival');
    expect(run).toMatchObject({ state: 'met', stoppedAt: `${MON}T14:55:00.000Z` });
    expect(recordedOf(run)).toEqual([
      `Started ${MON}T09:00`,
      `Warned ${MON}T12:00`,
      `Warned ${MON}T13:48`,
      `Breached ${MON}T15:00`,
      `Met ${MON}T14:55`,
      `Superseded ${MON}T14:55 reported-late`,
    ]);
    expect(run.events.at(-1)).toMatchObject({
      verdict: 'met',
      causeEventType: 'TechnicianArrived',
    });
  });

  it('a hold moves the due moment, and time goes on to the new one', async () => {
    const id = await desk.registered('eight', `${MON}T09:00`);
    await desk.settled();
    await desk.assigned(id, `${MON}T09:00`);
    await desk.pause(id, `${MON}T15:00`);
    await desk.settled();
    await desk.tell(id, 'resume', `${MON}T16:00`);
    expect(recordedOf(await desk.clock(id, 'resolution'))).toEqual([
      `Started ${MON}T09:00`,
      `Warned ${MON}T15:24`,
      `Breached ${MON}T17:00`,
      `Paused ${MON}T15:00`,
      `Superseded ${MON}T15:00 reported-late`,
      `Resumed ${MON}T16:00`,
      `Superseded ${TUE}T10:00 due`,
    ]);
  });

  it('what changes nothing says nothing', async () => {
    const id = await desk.registered('eight', `${MON}T09:00`);
    const before = recordedOf(await desk.clock(id, 'resolution'));
    expect(before.at(-1)).toBe(`Breached ${MON}T17:00`);
    await desk.tell(id, 'comment', `${MON}T10:00`, { text: 'Rang back.' });
    expect(recordedOf(await desk.clock(id, 'resolution'))).toEqual(before);
  });
});

describe('promises in the customer’s history, over HTTP', () => {
  const historyOf = async (id: string) => {
    const path = `/customers/${desk.people.customerId}/history`;
    const query = 'kind=promise&sort=oldest&limit=200';
    const { items } = (await desk.desk.get('clerk', `${path}?${query}`)) as unknown as {
      items: readonly { subjectId: string; occurredAt: string; what: string; kind: string }[];
    };
    const { count } = await desk.desk.get('clerk', `${path}/count?kind=promise`);
    expect(items).toHaveLength(Number(count));
    expect(new Set(items.map(({ kind }) => kind))).toEqual(new Set(['promise']));
    return items
      .filter(({ subjectId }) => subjectId === id)
      .map(({ occurredAt, what }) => `${occurredAt.slice(0, 16)} ${what}`);
  };

  it('are kept, broken, and kept after all', async () => {
    const id = await desk.registered('arrival', `${MON}T09:00`);
    await desk.assigned(id, `${MON}T09:30`);
    await desk.settled();
    expect(await historyOf(id)).toEqual([`${MON}T15:00 Promise broken: arrival`]);
    for (const command of ['accept', 'depart', 'arrive']) {
      await desk.tell(id, command, `${MON}T14:55`);
    }
    await desk.settled();
    expect(await historyOf(id)).toEqual([
      `${MON}T14:55 Promise kept: arrival`,
      `${MON}T14:55 Promise kept after all: arrival`,
      `${MON}T15:00 Promise broken: arrival`,
    ]);
  });

  it('are broken once, however late what was promised comes', async () => {
    const id = await desk.story('eight', `${MON}T09:00`, (ticket) =>
      desk.resolved(ticket, `${WED}T09:30`),
    );
    expect((await desk.clock(id, 'resolution')).state).toBe('missed');
    // The policy of the case has the clock twice.
    expect(await historyOf(id)).toEqual([
      `${MON}T17:00 Promise broken: resolution`,
      `${MON}T17:00 Promise broken: resolution-continued`,
    ]);
  });
});
