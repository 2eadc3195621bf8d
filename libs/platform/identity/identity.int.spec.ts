import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { GongdanError, instantOf, type Clock } from '@gongdan/core';
import type { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../../../test/setup/test-database.js';
import { createDataSource } from '../database/index.js';
import { uuidGenerator } from '../ports/index.js';
import { EMAIL_LENGTH_MAX } from './email-address.js';
import { platformMigrations } from './migrations/index.js';
import { PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN, PasswordHasher } from './password-hasher.js';
import { SessionEntity } from './session.entity.js';
import { BELIEVED_MS_MAX, Sessions } from './sessions.js';
import { UserAccountEntity } from './user-account.entity.js';
import { UserAccounts, type NewAccount } from './user-accounts.js';

let database: TestDatabase;
let dataSource: DataSource;
let nowMs = Date.parse('2026-03-02T09:00:00Z');
const clock: Clock = { now: () => instantOf(nowMs) };
const hasher = new PasswordHasher();
let accounts: UserAccounts;
let sessions: Sessions;

beforeAll(async () => {
  database = await createTestDatabase(platformMigrations);
  dataSource = createDataSource({
    url: database.url,
    entities: [UserAccountEntity, SessionEntity],
    waitMsMax: 5_000,
    statementMsMax: 5_000,
    onError: () => {},
  });
  await dataSource.initialize();
  accounts = new UserAccounts(dataSource, hasher, clock, uuidGenerator);
});

beforeEach(async () => {
  await dataSource.query('TRUNCATE gongdan.user_account CASCADE');
  const settings = { tokenHours: 2, loginAttemptsPerMinuteMax: 3 };
  sessions = new Sessions(dataSource, hasher, clock, settings);
});

afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

const clerk: NewAccount = { username: 'Clerk', password: 'correct horse', roles: ['clerk'] };

async function create(more: Partial<NewAccount> = {}) {
  const created = await accounts.create({ ...clerk, ...more });
  if (!created.ok) throw new GongdanError(created.error);
  return created.value;
}

const login = (username: string, password = clerk.password, address = '10.0.0.1') =>
  sessions.login(username, password, address);

async function tokenOf(username: string): Promise<string> {
  const outcome = await login(username);
  if (!outcome.ok) throw new GongdanError(outcome.error);
  return outcome.value.token;
}

const codeOf = (outcome: { ok: boolean; error?: { code: string } }) =>
  outcome.ok ? 'ok' : outcome.error?.code;

describe('accounts', () => {
  it('are unique by name in any case, and list without their secrets', async () => {
    const made = await create();
    expect(made).toMatchObject({ username: 'clerk', displayName: 'Clerk', disabled: false });
    expect(codeOf(await accounts.create({ ...clerk, username: 'CLERK' }))).toBe(
      'ACCOUNT.USERNAME_TAKEN',
    );
    expect(await accounts.list()).toEqual([made]);
    expect(JSON.stringify(await accounts.list())).not.toContain('argon2');
    expect(await accounts.get(made.id)).toEqual(await accounts.get('cLerk'));
  });

  it.each<[string, Partial<NewAccount>, string]>([
    ['a short password', { password: 'x'.repeat(PASSWORD_LENGTH_MIN - 1) }, '/password'],
    ['a long password', { password: 'x'.repeat(PASSWORD_LENGTH_MAX + 1) }, '/password'],
    ['a name with a blank', { username: 'a b' }, '/username'],
    ['a name to show that does not show', { displayName: '\u202e\u200b' }, '/displayName'],
    ['a name to show that steers', { displayName: 'x\u009b2J' }, '/displayName'],
    ['no role', { roles: [] }, '/roles'],
    ['the engine’s own role', { roles: ['system'] }, '/roles'],
    ['a technician without technician', { roles: ['technician'] }, '/technicianId'],
  ])('are refused with %s', async (_case, wrong, path) => {
    const outcome = await accounts.create({ ...clerk, ...wrong });
    expect(outcome).toMatchObject({ ok: false, error: { code: 'ACCOUNT.INVALID' } });
    expect(!outcome.ok && outcome.error.violations?.map((violation) => violation.path)).toEqual([
      path,
    ]);
  });

  it.each<[string, string]>([
    ['no @', 'clerk.service.example'],
    ['two addresses', 'a@service.example,b@service.example'],
    ['a name beside it', 'Clerk <clerk@service.example>'],
    ['a line break', 'clerk@service.example\r\nBcc: x@service.example'],
    ['letters that SMTP does not know', '文员@service.example'],
    ['nothing', ''],
    ['too many characters', `${'x'.repeat(64)}@${'y.'.repeat(94)}yy`],
  ])('are refused an email address with %s', async (_case, email) => {
    const { id } = await create({ email: 'clerk@service.example' });
    for (const outcome of [
      await accounts.create({ ...clerk, username: 'other', email }),
      await accounts.setEmail(id, email),
    ]) {
      expect(codeOf(outcome)).toBe('ACCOUNT.INVALID');
      expect(!outcome.ok && outcome.error.violations?.map(({ path }) => path)).toEqual(['/email']);
    }
    expect(await accounts.get(id)).toMatchObject({ email: 'clerk@service.example' });
  });

  it('have an email address or none, and stay logged in when it changes', async () => {
    expect(await create()).toMatchObject({ email: null });
    const token = await tokenOf('clerk');
    const longest = `${'x'.repeat(64)}@${'y.'.repeat(94)}x`;
    expect(longest).toHaveLength(EMAIL_LENGTH_MAX);
    expect(await accounts.setEmail('clerk', longest)).toMatchObject({ value: { email: longest } });
    expect(await accounts.setEmail('clerk', null)).toMatchObject({ value: { email: null } });
    expect(await sessions.find(token)).toBeDefined();
    await expect(accounts.setEmail('nobody', null)).rejects.toMatchObject({
      code: 'ACCOUNT.NOT_FOUND',
    });
  });

  it('are made at the limits of their passwords', async () => {
    await create({ username: 'short', password: 'x'.repeat(PASSWORD_LENGTH_MIN) });
    await create({ username: 'long', password: 'x'.repeat(PASSWORD_LENGTH_MAX) });
  });

  it('that are missing are named so', async () => {
    for (const id of ['nobody', uuidGenerator.next(), "'; DROP TABLE x"]) {
      await expect(accounts.disable(id)).rejects.toMatchObject({ code: 'ACCOUNT.NOT_FOUND' });
    }
  });

  it('for demonstration are found and disabled together', async () => {
    await create();
    await create({ username: 'demo-one', demo: true });
    await create({ username: 'demo-two', demo: true });
    const token = await tokenOf('demo-one');
    expect(await accounts.enabledDemoAccounts()).toHaveLength(2);
    expect(await accounts.disableDemoAccounts()).toBe(2);
    expect(await accounts.enabledDemoAccounts()).toEqual([]);
    expect(await accounts.disableDemoAccounts()).toBe(0);
    expect(await sessions.find(token)).toBeUndefined();
    expect(codeOf(await login('clerk'))).toBe('ok');
  });
});

describe('logins', () => {
  it('give a token of which only the digest is stored', async () => {
    const account = await create({ roles: ['technician'], technicianId: 't-1' });
    const token = await tokenOf('clerk');
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(await sessions.find(token)).toMatchObject({
      caller: { actor: account.id, roles: ['technician'], technicianId: 't-1' },
      expiresAt: '2026-03-02T11:00:00.000Z',
    });
    const rows = JSON.stringify(await dataSource.query('SELECT * FROM gongdan.session'));
    expect(rows).not.toContain(token);
  });

  it('end by logging out, by time, by a new password, by disabling', async () => {
    const account = await create();
    const [out, late, changed, disabled] = [
      await tokenOf('clerk'),
      await tokenOf('clerk'),
      await tokenOf('clerk'),
      '',
    ];
    await sessions.end(out);
    expect(await sessions.find(out)).toBeUndefined();
    nowMs += 2 * 3_600_000 - 1;
    expect(await sessions.find(late)).toBeDefined();
    nowMs += 1;
    expect(await sessions.find(late)).toBeUndefined();
    await accounts.setPassword('clerk', 'another password');
    expect(await sessions.find(changed)).toBeUndefined();
    expect(codeOf(await login('clerk'))).toBe('ACCOUNT.BAD_CREDENTIALS');
    await accounts.setPassword('clerk', clerk.password);
    const last = disabled || (await tokenOf('clerk'));
    await accounts.disable(account.id);
    expect(await sessions.find(last)).toBeUndefined();
    expect(codeOf(await login('clerk'))).toBe('ACCOUNT.BAD_CREDENTIALS');
    await accounts.enable(account.id);
    expect(codeOf(await login('clerk'))).toBe('ok');
  });

  it('are believed without asking, but only for a moment', async () => {
    await create();
    const token = await tokenOf('clerk');
    expect(sessions.recall(token)).toBeUndefined();
    const found = await sessions.find(token);
    expect(sessions.recall(token)).toBe(found);
    await accounts.disable('clerk');
    nowMs += BELIEVED_MS_MAX - 1;
    expect(sessions.recall(token)).toBe(found);
    nowMs += 1;
    expect(sessions.recall(token)).toBeUndefined();
  });

  it('are answered alike for an unknown name and a wrong password', async () => {
    await create();
    expect(await login('nobody')).toEqual(await login('clerk', 'wrong password'));
  });

  it.each(['', 'x', 'x'.repeat(43), `${'x'.repeat(42)}\n`, 'ü'.repeat(43)])(
    'know no token %j',
    async (token) => {
      expect(await sessions.find(token)).toBeUndefined();
    },
  );

  it('are limited by account, and by address, for a minute', async () => {
    await create();
    await create({ username: 'other' });
    for (let n = 1; n <= 3; n++) await login('clerk', 'wrong password', `10.0.1.${n}`);
    expect(await login('clerk')).toMatchObject({
      ok: false,
      error: { code: 'ACCOUNT.TOO_MANY_ATTEMPTS', extra: { retryAfterSeconds: 60 } },
    });
    expect(codeOf(await login('other'))).toBe('ok');
    for (let n = 1; n <= 3; n++) await login(`nobody-${n}`, 'wrong password', '10.0.2.1');
    expect(codeOf(await login('other', clerk.password, '10.0.2.1'))).toBe(
      'ACCOUNT.TOO_MANY_ATTEMPTS',
    );
    nowMs += 60_000;
    expect(codeOf(await login('clerk'))).toBe('ok');
    expect(codeOf(await login('other', clerk.password, '10.0.2.1'))).toBe('ok');
  });
});

describe('many requests of one login at once', () => {
  it('ask for it once', async () => {
    await create();
    const token = await tokenOf('clerk');
    const [first, ...others] = await Promise.all([1, 2, 3].map(() => sessions.find(token)));
    expect(first).toBeDefined();
    for (const other of others) expect(other).toBe(first);
    expect(await sessions.find(token)).not.toBe(first);
    const before = sessions.find(token);
    await sessions.end(token);
    await before;
    expect(await sessions.find(token)).toBeUndefined();
  });
});

describe('many logins', () => {
  it('are looked at with one question, and found as each would be', async () => {
    await create();
    const second = await create({ username: 'second' });
    const early = await tokenOf('clerk');
    nowMs += 1;
    const [out, here] = [await tokenOf('clerk'), await tokenOf('clerk')];
    const other = await tokenOf('second');
    const all = [early, out, here, other, 'x'.repeat(43), 'no token', ''];
    expect([...(await sessions.living(all))].sort()).toEqual([early, out, here, other].sort());
    await sessions.end(out);
    await accounts.disable(second.id);
    nowMs += 2 * 3_600_000 - 1;
    const living = await sessions.living(all);
    const found: string[] = [];
    for (const token of all) if (await sessions.find(token)) found.push(token);
    expect([...living]).toEqual([here]);
    expect(found).toEqual([here]);
    expect((await sessions.living([])).size).toBe(0);
  });
});

describe('an account whose password others guess', () => {
  it('still logs in where it did before, and is limited there, too', async () => {
    await create();
    expect(codeOf(await login('clerk', clerk.password, '10.0.0.7'))).toBe('ok');
    for (let n = 1; n <= 9; n++) await login('clerk', 'wrong password', `10.0.1.${n}`);
    expect(codeOf(await login('CLERK', clerk.password, '10.0.0.7'))).toBe('ok');
    expect(codeOf(await login('clerk', clerk.password, '10.0.0.8'))).toBe(
      'ACCOUNT.TOO_MANY_ATTEMPTS',
    );
    for (let n = 1; n <= 3; n++) await login('clerk', 'wrong password', '10.0.0.7');
    expect(codeOf(await login('clerk', clerk.password, '10.0.0.7'))).toBe(
      'ACCOUNT.TOO_MANY_ATTEMPTS',
    );
  });
});

describe('changes of an account meanwhile', () => {
  /** Does the work after a right password was checked and before the login goes on. */
  const loginWhile = (work: () => Promise<unknown>) => {
    const meanwhile = {
      verify: async (stored: string, password: string) => {
        const right = await hasher.verify(stored, password);
        await work();
        return right;
      },
    } as unknown as PasswordHasher;
    const settings = { tokenHours: 2, loginAttemptsPerMinuteMax: 3 };
    return new Sessions(dataSource, meanwhile, clock, settings).login(
      'clerk',
      clerk.password,
      '10.0.0.1',
    );
  };
  const sessionCount = async () =>
    (await dataSource.query<unknown[]>('SELECT FROM gongdan.session')).length;

  it.each([
    ['the password is changed', () => accounts.setPassword('clerk', 'another password')],
    ['the account is disabled', () => accounts.disable('clerk')],
  ])('leave no login with the old password: %s', async (_case, work) => {
    await create();
    expect(codeOf(await loginWhile(work))).toBe('ACCOUNT.BAD_CREDENTIALS');
    expect(await sessionCount()).toBe(0);
  });

  it('are waited for, and seen, where they are under way', async () => {
    const { id } = await create();
    const runner = dataSource.createQueryRunner();
    await runner.startTransaction();
    await runner.query('UPDATE gongdan.user_account SET password_hash = $1 WHERE id = $2', [
      'x',
      id,
    ]);
    await runner.query('DELETE FROM gongdan.session');
    const late = login('clerk');
    let waiting = 0;
    while (waiting === 0) {
      const rows = await dataSource.query<unknown[]>(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      waiting = rows.length;
    }
    await runner.commitTransaction();
    await runner.release();
    expect(codeOf(await late)).toBe('ACCOUNT.BAD_CREDENTIALS');
    expect(await sessionCount()).toBe(0);
  });

  it('do not undo each other', async () => {
    await create();
    const slow = {
      hash: async (password: string) => {
        await accounts.disable('clerk');
        return hasher.hash(password);
      },
    } as unknown as PasswordHasher;
    const others = new UserAccounts(dataSource, slow, clock, uuidGenerator);
    const changed = await others.setPassword('clerk', 'another password');
    expect(changed).toMatchObject({ ok: true, value: { disabled: true } });
    expect(await accounts.get('clerk')).toMatchObject({ disabled: true });
  });
});

describe('logins at once', () => {
  it('fail no more often than the limit says', async () => {
    await create();
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, () => login('clerk', 'wrong password')),
    );
    const codes = outcomes.map(codeOf);
    expect(codes.filter((code) => code === 'ACCOUNT.BAD_CREDENTIALS')).toHaveLength(3);
    expect(new Set(codes)).toEqual(
      new Set(['ACCOUNT.BAD_CREDENTIALS', 'ACCOUNT.TOO_MANY_ATTEMPTS']),
    );
  });

  it('count as failed only where the password was wrong', async () => {
    await create();
    const broken = new Sessions(
      dataSource,
      { verify: () => Promise.reject(new Error('busy')) } as unknown as PasswordHasher,
      clock,
      { tokenHours: 2, loginAttemptsPerMinuteMax: 1 },
    );
    for (let n = 1; n <= 3; n++) {
      await expect(broken.login('clerk', clerk.password, '10.0.0.1')).rejects.toThrow('busy');
    }
  });
});

describe('the password hasher', () => {
  it('works on so many at once, lets others wait, and refuses what would wait too long', async () => {
    const narrow = new PasswordHasher(1);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 70 }, () => narrow.hash('correct horse')),
    );
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refused.length).toBeGreaterThanOrEqual(5);
    expect(refused[0]).toMatchObject({ reason: { code: 'ACCOUNT.LOGINS_BUSY' } });
    expect(await narrow.verify(await narrow.hash('x'), 'x')).toBe(true);
  });
});
