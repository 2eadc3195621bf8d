import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { armFaultPoint, streamName } from '@gongdan/core';
import { randomUUID } from 'node:crypto';
import { eventually } from '../../../test/setup/eventually.js';
import { EmailChannel, type AddressOf } from '../channels/email-channel.js';
import type { NoticeChannel, NoticeInHand } from '../channels/notice-channel.js';
import { NOTICE_PAUSES_MS, RETRY_AFTER_MS_MAX } from '../domain/retry-schedule.js';
import type { QuietRule } from '../domain/quiet-hours.js';
import { MailReceiver, type MailBehaviour } from '../testing/mail-receiver.js';
import { NoticeScene } from '../testing/notice-scene.js';
import { NOTICES_AT_ONCE_MAX } from './notice-worker.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

let scene: NoticeScene;
let receiver: MailReceiver;
const behave: { of: MailBehaviour } = { of: () => 250 };
const disarm: (() => void)[] = [];
beforeAll(async () => {
  scene = await NoticeScene.open();
  receiver = await MailReceiver.open(behave);
  await scene.hire('manager', ['dispatch-manager'], { email: 'manager@service.example' });
});
afterEach(async () => {
  for (const off of disarm.splice(0)) off();
  await scene.stopWorkers();
  await scene.pool.query(
    `UPDATE gongdan.notice SET state = 'not-sent', reason = 'too-old', next_at = NULL
      WHERE next_at IS NOT NULL`,
  );
  behave.of = () => 250;
  receiver.received.length = 0;
  expect(scene.failures.splice(0)).toEqual([]);
});
afterAll(async () => {
  await scene.close();
  await receiver.close();
});

const addressOf: AddressOf = async (accountId) => {
  const { email, disabled } = await scene.test.engine.accounts.get(accountId);
  return { email, disabled };
};

const mail = (timeoutMs = 5_000): NoticeChannel =>
  new EmailChannel(
    { url: receiver.url, from: 'notices@service.example', timeoutMs },
    addressOf,
    ({ subject }) => ({ title: subject.id, text: 'text' }),
  );

const subjects = () => receiver.received.map(({ headers }) => headers['subject'] ?? '');

/** Quiet from the hour before this one to the end of the one after it: also where the hour ends during a test. */
async function quietNow(unless: Partial<QuietRule['unless']> = {}): Promise<QuietRule> {
  const { rows } = await scene.pool.query<{ now: Date }>('SELECT statement_timestamp() AS now');
  const minute = (rows[0]?.now.getUTCHours() ?? 0) * 60;
  return {
    channels: ['email'],
    fromMinute: (minute + 23 * 60) % 1_440,
    toMinute: (minute + 2 * 60) % 1_440,
    timeZone: 'UTC',
    unless: { priority: [], severity: [], ...unless },
  };
}

describe('a notice that is due', () => {
  it('is sent once, and that is written down', async () => {
    const id = await scene.escalated();
    scene.worker(mail()).start();
    await scene.settled(id);
    expect(await scene.states(id)).toEqual(['email sent']);
    expect(subjects()).toEqual([id]);
    expect(await scene.attempts(id)).toMatchObject([
      { outcome: 'sent', reason: null, words: expect.stringMatching(/^250/) },
    ]);
  });

  it('is sent once also where several work', async () => {
    const ids = await Promise.all(Array.from({ length: 30 }, () => scene.escalated()));
    for (const worker of [scene.worker(mail()), scene.worker(mail()), scene.worker(mail())]) {
      worker.start();
    }
    for (const id of ids) await scene.settled(id);
    expect(subjects().toSorted()).toEqual(ids.toSorted());
  });

  it('is taken with so many others, and no more at once', async () => {
    for (let count = 0; count <= NOTICES_AT_ONCE_MAX; count++) await scene.escalated();
    const worker = scene.worker(mail());
    expect([await worker.tick(), await worker.tick(), await worker.tick()]).toEqual([
      NOTICES_AT_ONCE_MAX,
      1,
      0,
    ]);
  });

  it('is not sent to an account that was disabled meanwhile', async () => {
    const account = await scene.hire('leaver', ['finance'], { email: 'leaver@service.example' });
    const id = await scene.escalated({ notify: ['finance'] });
    await scene.test.engine.accounts.disable(account);
    await scene.worker(mail()).tick();
    expect(await scene.states(id)).toEqual(['email not-sent account-disabled']);
    expect(await scene.attempts(id)).toMatchObject([
      { outcome: 'not-sent', reason: 'account-disabled' },
    ]);
  });
});

describe('a notice that fails', () => {
  it('is tried again, and sent when the server is well', async () => {
    const codes = [451, 421, 250];
    behave.of = () => codes.shift() ?? 250;
    const id = await scene.escalated();
    scene.worker(mail()).start();
    await scene.settled(id);
    expect((await scene.attempts(id)).map(({ outcome }) => outcome)).toEqual([
      'failed',
      'failed',
      'sent',
    ]);
    expect(subjects()).toEqual([id]);
  });

  it('waits as its schedule says, by the database’s clock, and is given up at its end', async () => {
    behave.of = () => 451;
    const id = await scene.escalated();
    const worker = scene.worker(mail(), { pausesMs: NOTICE_PAUSES_MS });
    for (const [failures, pauseMs] of NOTICE_PAUSES_MS.entries()) {
      expect(await worker.tick()).toBe(1);
      const [notice] = await scene.notices(id);
      expect(notice).toMatchObject({ state: 'waiting', failures: failures + 1 });
      const { rows } = await scene.pool.query<{ wait: string }>(
        `SELECT extract(epoch FROM next_at - statement_timestamp()) AS wait
           FROM gongdan.notice WHERE subject_id = $1`,
        [id],
      );
      const waitMs = Number(rows[0]?.wait) * 1_000;
      expect(waitMs).toBeLessThanOrEqual(pauseMs);
      expect(waitMs).toBeGreaterThan(pauseMs - 30_000);
      expect(await worker.tick()).toBe(0);
      await scene.comesDue(id);
    }
    await worker.tick();
    expect(await scene.states(id)).toEqual(['email not-sent given-up']);
    const attempts = await scene.attempts(id);
    expect(attempts).toHaveLength(NOTICE_PAUSES_MS.length + 1);
    expect(attempts.at(-1)).toMatchObject({
      outcome: 'not-sent',
      reason: 'given-up',
      words: expect.stringMatching(/^451/),
      next_at: null,
    });
    const wholeMs = NOTICE_PAUSES_MS.reduce((sum, pauseMs) => sum + pauseMs, 0);
    expect(wholeMs).toBeLessThanOrEqual(DAY_MS);
  });

  it('is not tried again where it is refused for good', async () => {
    behave.of = () => 550;
    const id = await scene.escalated();
    await scene.worker(mail()).tick();
    expect(await scene.states(id)).toEqual(['email not-sent refused']);
    expect(await scene.attempts(id)).toMatchObject([
      { outcome: 'not-sent', reason: 'refused', words: '550 manager@service.example is not taken' },
    ]);
  });

  it('waits longer where the receiver asks for it, but not for ever', async () => {
    const asked = [RETRY_AFTER_MS_MAX / 2, RETRY_AFTER_MS_MAX * 5];
    const slow: NoticeChannel = {
      name: 'email',
      deliverMsMax: 1_000,
      deliver: async () => ({ outcome: 'failed', words: 'busy', retryAfterMs: asked.shift() ?? 0 }),
    };
    const id = await scene.escalated();
    const worker = scene.worker(slow);
    for (const waitMs of [RETRY_AFTER_MS_MAX / 2, RETRY_AFTER_MS_MAX]) {
      await worker.tick();
      const { rows } = await scene.pool.query<{ wait: string }>(
        `SELECT extract(epoch FROM next_at - statement_timestamp()) AS wait
           FROM gongdan.notice WHERE subject_id = $1`,
        [id],
      );
      expect(Math.round(Number(rows[0]?.wait) / 60) * 60_000).toBe(waitMs);
      await scene.comesDue(id);
    }
  });
});

describe('in quiet hours', () => {
  it('a notice is held until they end, then sent', async () => {
    const rule = await quietNow();
    const id = await scene.escalated();
    await scene.worker(mail(), { rules: [rule] }).tick();
    expect(await scene.states(id)).toEqual(['email held quiet-hours']);
    const [{ next_at: nextAt } = { next_at: null }] = await scene.notices(id);
    expect(nextAt && nextAt.getUTCHours() * 60 + nextAt.getUTCMinutes()).toBe(rule.toMinute);
    expect(nextAt?.getUTCSeconds()).toBe(0);
    expect(await scene.attempts(id)).toMatchObject([
      { outcome: 'held', reason: 'quiet-hours', next_at: nextAt },
    ]);
    const inTheMorning = scene.worker(mail());
    expect(await inTheMorning.tick()).toBe(0);
    await scene.comesDue(id);
    expect(await inTheMorning.tick()).toBe(1);
    expect(await scene.states(id)).toEqual(['email sent']);
    expect((await scene.attempts(id)).map(({ outcome }) => outcome)).toEqual(['held', 'sent']);
  });

  it('a notice that is to be tried again waits, too', async () => {
    behave.of = () => 451;
    const id = await scene.escalated();
    await scene.worker(mail()).tick();
    await scene.worker(mail(), { rules: [await quietNow()] }).tick();
    expect((await scene.attempts(id)).map(({ outcome }) => outcome)).toEqual(['failed', 'held']);
  });

  it('what is urgent is sent all the same', async () => {
    const rule = await quietNow({ priority: ['urgent'] });
    const attributes = { customerId: 'c1', technicianId: null, team: null };
    const urgent = await scene.escalated({ attributes: { ...attributes, priority: 'urgent' } });
    const normal = await scene.escalated({ attributes: { ...attributes, priority: 'normal' } });
    await scene.worker(mail(), { rules: [rule] }).tick();
    expect(await scene.states(urgent)).toEqual(['email sent']);
    expect(await scene.states(normal)).toEqual(['email held quiet-hours']);
  });

  it('the box is filled as ever', async () => {
    const id = await scene.escalated({ by: ['in-app'] });
    expect(await scene.states(id)).toEqual(['in-app sent']);
  });
});

describe('a notice that is not true any more', () => {
  it.each(['SlaClockMissed', 'SlaClockCancelled'] as const)(
    'after %s is not sent when the quiet hours end',
    async (type) => {
      const id = await scene.escalated();
      await scene.worker(mail(), { rules: [await quietNow()] }).tick();
      await scene.clockEvent(id, type);
      await scene.comesDue(id);
      await scene.worker(mail()).tick();
      expect(await scene.states(id)).toEqual(['email not-sent overtaken']);
      expect((await scene.attempts(id)).map(({ reason }) => reason)).toEqual([
        'quiet-hours',
        'overtaken',
      ]);
      expect((await scene.notices(id))[0]?.overtaken_at).toBeInstanceOf(Date);
      expect(receiver.received).toEqual([]);
    },
  );

  it('is sent where the clock goes on', async () => {
    const id = await scene.escalated();
    await scene.clockEvent(id, 'SlaClockBreached');
    await scene.worker(mail()).tick();
    expect(await scene.states(id)).toEqual(['email sent']);
  });

  it('of a complaint that was closed is not sent', async () => {
    const id = randomUUID();
    await scene.append(streamName('complaint', id), {
      type: 'ComplaintOpened',
      data: {
        complaintId: id,
        customerId: 'c1',
        ticketIds: [],
        source: 'staff',
        severity: 'general',
        description: '',
        ownerId: 'dispatch-manager',
        level: 'handler',
      },
    });
    await scene.append(streamName('complaint', id), {
      type: 'ComplaintClosed',
      data: { acceptedByCustomer: true },
    });
    await scene.worker(mail()).tick();
    expect(await scene.states(id)).toEqual(['in-app sent', 'email not-sent overtaken']);
  });
});

describe('a worker', () => {
  it('holds no connection and no lock while a receiver is slow, and others go on', async () => {
    let proceed = (): void => undefined;
    const held = new Promise<void>((resolve) => (proceed = resolve));
    const slow = await Promise.all(
      Array.from({ length: NOTICES_AT_ONCE_MAX }, () => scene.escalated()),
    );
    behave.of = () => held.then(() => 250);
    const tick = scene.worker(mail(50_000)).tick();
    await eventually('all are taken', async () => {
      const { rows } = await scene.pool.query(
        `SELECT FROM gongdan.notice WHERE lease_until > statement_timestamp()`,
      );
      return rows.length === NOTICES_AT_ONCE_MAX;
    });
    const { rows: transactions } = await scene.pool.query(
      `SELECT query FROM pg_stat_activity
        WHERE datname = current_database() AND state = 'idle in transaction'`,
    );
    expect(transactions).toEqual([]);
    const next = await scene.escalated();
    const taken: NoticeInHand[] = [];
    const quick: NoticeChannel = {
      name: 'email',
      deliverMsMax: 1_000,
      deliver: async (notice) => {
        taken.push(notice);
        return { outcome: 'sent' };
      },
    };
    await scene.worker(quick).tick();
    expect(taken.map(({ facts }) => facts.subject.id)).toEqual([next]);
    proceed();
    await tick;
    for (const id of slow) expect(await scene.states(id)).toEqual(['email sent']);
  });

  it('that was away for longer than its lease adds to the log and changes nothing else', async () => {
    const id = await scene.escalated();
    let proceed = (): void => undefined;
    const { promise: reached, resolve: reach } = Promise.withResolvers<void>();
    const sleepy: NoticeChannel = {
      name: 'email',
      deliverMsMax: 1_000,
      deliver: () =>
        new Promise((resolve) => {
          proceed = () => resolve({ outcome: 'failed', words: 'too late' });
          reach();
        }),
    };
    const tick = scene.worker(sleepy, { leaseMs: 0 }).tick();
    await reached;
    await scene.worker(mail()).tick();
    expect(await scene.states(id)).toEqual(['email sent']);
    proceed();
    await tick;
    expect(await scene.states(id)).toEqual(['email sent']);
    expect((await scene.attempts(id)).map(({ outcome }) => outcome)).toEqual(['sent', 'failed']);
  });

  it('that stops gives back what it has not done', async () => {
    const id = await scene.escalated();
    const { promise: reached, resolve: reach } = Promise.withResolvers<void>();
    behave.of = () => {
      reach();
      return new Promise(() => undefined);
    };
    const worker = scene.worker(mail(50_000));
    worker.start();
    await reached;
    await worker.stop();
    behave.of = () => 250;
    expect(await scene.worker(mail()).tick()).toBe(1);
    expect(await scene.states(id)).toEqual(['email sent']);
  });

  it.each([
    ['1 minute', 'email waiting'],
    ['1 day', 'email sent'],
  ])('that was killed with %s of its lease left leaves it so: %s', async (left, state) => {
    const id = await scene.escalated();
    // A day left: the clock was set back since.
    await scene.pool.query(
      `UPDATE gongdan.notice SET lease_until = statement_timestamp() + $2::interval
        WHERE subject_id = $1`,
      [id, left],
    );
    await scene.worker(mail()).tick();
    expect(await scene.states(id)).toEqual([state]);
  });

  it('whose database fails in between has it done again when the lease is over', async () => {
    const id = await scene.escalated();
    disarm.push(
      armFaultPoint('notice.after-send-before-settle', () => {
        throw new Error('the database is away');
      }),
    );
    await scene.worker(mail(), { leaseMs: 0 }).tick();
    expect(scene.failures.splice(0)).toMatchObject([{ message: 'the database is away' }]);
    for (const off of disarm.splice(0)) off();
    await scene.worker(mail()).tick();
    expect(await scene.states(id)).toEqual(['email sent']);
    const ids = receiver.received.map(({ headers }) => headers['message-id']);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });
});
