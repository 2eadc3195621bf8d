import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ComplaintEvent } from '@gongdan/contracts';
import { streamName } from '@gongdan/core';
import { inTransaction } from '@gongdan/event-feed';
import { randomUUID } from 'node:crypto';
import { EVENT_AGE_MS_MAX } from '../domain/notice.js';
import { NoticeScene } from '../testing/notice-scene.js';
import { ticketEvents } from '../testing/ticket-events.js';
import { makeNotices } from './make-notices.js';

let scene: NoticeScene;
let manager: string;
let helper: string;
beforeAll(async () => {
  scene = await NoticeScene.open();
  manager = await scene.hire('manager', ['dispatch-manager'], { email: 'm@service.example' });
  helper = await scene.hire('helper', ['technician'], { technicianId: 'f1' });
  const gone = await scene.hire('gone', ['dispatch-manager']);
  await scene.test.engine.accounts.disable(gone);
});
afterAll(() => scene.close());

type Opened = Extract<ComplaintEvent, { type: 'ComplaintOpened' }>['data'];

async function complaint(more: Partial<Opened> = {}, actor = 'clerk-one'): Promise<string> {
  const id = randomUUID();
  await scene.append(
    streamName('complaint', id),
    {
      type: 'ComplaintOpened',
      data: {
        complaintId: id,
        customerId: 'c1',
        ticketIds: ['t1', 't2'],
        source: 'customer',
        severity: 'general',
        description: 'Personal words of the customer.',
        ownerId: 'dispatch-manager',
        level: 'handler',
        ...more,
      },
    },
    { actor },
  );
  return id;
}

const escalate = (id: string, actor: string, ownerId = manager) =>
  scene.append(
    streamName('complaint', id),
    {
      type: 'ComplaintEscalated',
      data: { from: 'handler', to: 'dispatch-manager', ownerId, reason: 'Mr One was angry' },
    },
    { actor },
  );

async function rowsOf(subjectId: string) {
  const { rows } = await scene.pool.query<Record<string, unknown>>(
    'SELECT * FROM gongdan.notice WHERE subject_id = $1 ORDER BY number',
    [subjectId],
  );
  return rows;
}

describe('a rung of a promise', () => {
  it('tells each person whom it names through each channel, with the ticket’s number', async () => {
    const id = randomUUID();
    await scene.append(streamName('ticket', id), ticketEvents.registered(id, 'T-20261129-0007'));
    await scene.escalated({
      subject: { kind: 'ticket', id },
      notify: ['technician', 'dispatch-manager', 'finance'],
      by: ['in-app', 'webhook'],
      attributes: { customerId: 'c1', technicianId: 'f1', team: null, priority: 'urgent' },
    });
    expect(await scene.states(id)).toEqual([
      'in-app sent',
      'in-app sent',
      'in-app not-sent nobody-with-this-role',
      'webhook waiting',
    ]);
    const rows = await rowsOf(id);
    expect(rows.map(({ account_id: account }) => account)).toEqual([helper, manager, null, null]);
    expect(rows[0]).toMatchObject({
      kind: 'promise-broken',
      ticket_ids: [id],
      facts: { ticketNumber: 'T-20261129-0007', priority: 'urgent', promise: { rung: 'breach' } },
    });
    expect(rows[3]).toMatchObject({
      whom: ['technician', 'dispatch-manager', 'finance'],
      receivers: { technician: [helper], 'dispatch-manager': [manager], finance: [] },
    });
  });

  it('says so where nobody can be told', async () => {
    const id = await scene.escalated({ notify: ['finance', 'technician', 'owner'] });
    expect(await scene.states(id)).toEqual([
      'email not-sent nobody-with-this-role',
      'email not-sent nobody-assigned',
      'email not-sent nobody-assigned',
    ]);
    expect((await scene.attempts(id)).map(({ outcome, reason }) => [outcome, reason])).toEqual([
      ['not-sent', 'nobody-with-this-role'],
      ['not-sent', 'nobody-assigned'],
      ['not-sent', 'nobody-assigned'],
    ]);
  });

  it('tells the owner of a complaint, as of now, and which tickets it is about', async () => {
    const ticketId = randomUUID();
    const registered = ticketEvents.registered(ticketId, 'T-20261129-0008');
    await scene.append(streamName('ticket', ticketId), registered);
    const id = await complaint({ severity: 'serious', ticketIds: [ticketId, 't2'] });
    await escalate(id, 'policy:escalate-something');
    await scene.escalated({
      subject: { kind: 'complaint', id },
      notify: ['owner'],
      by: ['in-app'],
      clock: 'first-answer',
    });
    const [, , told] = await rowsOf(id);
    expect(told).toMatchObject({
      account_id: manager,
      ticket_ids: [ticketId, 't2'],
      facts: { severity: 'serious', ticketNumber: 'T-20261129-0008' },
    });
  });

  it('before the moment that was promised is a risk', async () => {
    const id = await scene.escalated({
      standing: {
        status: 'running',
        verdict: 'open',
        dueAt: '2026-03-02T08:30:00.000Z',
        stoppedAt: null,
        warnings: [],
      },
      rung: '80%',
      escalateAt: '2026-03-02T07:30:00.000Z',
    });
    expect(await rowsOf(id)).toMatchObject([{ kind: 'promise-at-risk' }]);
  });

  it('tells nobody where it lies too far back', async () => {
    const id = await scene.escalated({}, Date.now() - EVENT_AGE_MS_MAX - 1_000);
    expect(await scene.states(id)).toEqual(['email not-sent too-old']);
  });
});

describe('a complaint', () => {
  it('is told to its owner in-app and by mail, without a word of the customer’s', async () => {
    const id = await complaint();
    expect(await scene.states(id)).toEqual(['in-app sent', 'email waiting']);
    const rows = await rowsOf(id);
    expect(rows.map(({ account_id: account }) => account)).toEqual([manager, manager]);
    expect(rows[0]).toMatchObject({ kind: 'complaint-opened', ticket_ids: ['t1', 't2'] });
    expect(JSON.stringify(rows)).not.toContain('Personal words');
  });

  it('that a person escalates is told to its new owner, without the reason given', async () => {
    const id = await complaint({}, 'policy:open-complaint-when-rating-is-poor');
    await escalate(id, 'manager-one', helper);
    const rows = await rowsOf(id);
    expect(rows.map(({ kind, account_id: account }) => [kind, account])).toEqual([
      ['complaint-opened', manager],
      ['complaint-opened', manager],
      ['complaint-escalated', helper],
      ['complaint-escalated', helper],
    ]);
    expect(JSON.stringify(rows)).not.toContain('angry');
  });

  it('that a ladder escalates is not told twice: the rung has done so', async () => {
    const id = await complaint();
    await escalate(id, 'policy:escalate-complaint-when-a-promise-is-broken');
    expect(await scene.notices(id)).toHaveLength(2);
  });
});

describe('what is in the box', () => {
  it('is marked when it is not true any more, and stays', async () => {
    const id = await scene.escalated({ by: ['in-app'] });
    const other = await scene.escalated({ by: ['in-app'] });
    await scene.clockEvent(id, 'SlaClockMissed');
    expect(await scene.states(id)).toEqual(['in-app sent']);
    expect((await scene.notices(id))[0]?.overtaken_at).toBeInstanceOf(Date);
    expect((await scene.notices(other))[0]?.overtaken_at).toBeNull();
  });

  it('of a complaint is marked when it has moved on', async () => {
    const id = await complaint();
    await escalate(id, 'manager-one');
    const marks = (await scene.notices(id)).map(({ channel, overtaken_at: at }) => [
      channel,
      at !== null,
    ]);
    expect(marks).toEqual([
      ['in-app', true],
      ['email', false],
      ['in-app', false],
      ['email', false],
    ]);
  });

  it('is not marked by what came before it', async () => {
    const id = randomUUID();
    await scene.clockEvent(id, 'SlaClockCancelled');
    await scene.escalated({ subject: { kind: 'ticket', id }, by: ['in-app'] });
    const { engine } = scene.test;
    const { events } = await engine.store.readLog({ after: 0 });
    const consumer = makeNotices(engine.store);
    // Both in one batch, as after a pause of the consumer.
    await inTransaction(engine.workPool, 'BEGIN', (client) => consumer.handle(events, client));
    expect((await scene.notices(id))[0]?.overtaken_at).toBeNull();
  });
});

describe('an event that is delivered again', () => {
  it('makes no notice and writes nothing into the log', async () => {
    const { engine } = scene.test;
    const { events } = await engine.store.readLog({ after: 0 });
    const count = async () => {
      const { rows } = await scene.pool.query(
        `SELECT (SELECT count(*) FROM gongdan.notice) AS notices,
                (SELECT count(*) FROM gongdan.notice_attempt) AS attempts`,
      );
      return rows;
    };
    const before = await count();
    const consumer = makeNotices(engine.store);
    await inTransaction(engine.workPool, 'BEGIN', (client) => consumer.handle(events, client));
    expect(await count()).toEqual(before);
    expect(before).not.toEqual([{ notices: '0', attempts: '0' }]);
  });
});

describe('the log of attempts', () => {
  it.each([
    'UPDATE gongdan.notice_attempt SET words = $$x$$',
    'DELETE FROM gongdan.notice_attempt',
  ])('refuses %s', async (statement) => {
    await expect(scene.pool.query(statement)).rejects.toThrow(/append-only/);
  });
});
