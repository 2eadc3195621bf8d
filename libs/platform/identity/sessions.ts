import { createHash, randomBytes } from 'node:crypto';
import { LessThan, type DataSource, type Repository } from 'typeorm';
import type { Caller } from '@gongdan/contracts';
import {
  epochMsOf,
  instantOf,
  LeastRecentlyUsed,
  ok,
  refuse,
  type Clock,
  type Instant,
  type Refusal,
  type Result,
} from '@gongdan/core';
import { AttemptLimiter } from './attempt-limiter.js';
import type { PasswordHasher } from './password-hasher.js';
import { SessionEntity } from './session.entity.js';
import { UserAccountEntity } from './user-account.entity.js';
import { accountOf, type UserAccount } from './user-accounts.js';

/** How long a disabled account or an ended session may still be believed. */
export const BELIEVED_MS_MAX = 3_000;
const BELIEVED_SESSIONS_MAX = 10_000;
const KNOWN_PLACES_MAX = 10_000;
const TOKEN_BYTES = 32;
/** 32 bytes in base64url. */
const TOKEN = /^[A-Za-z0-9_-]{43}$/;
const HOUR_MS = 3_600_000;

export interface Login {
  readonly token: string;
  readonly expiresAt: Instant;
  readonly account: UserAccount;
}

/** Who a token stands for. */
export interface Session {
  readonly caller: Caller;
  readonly account: UserAccount;
  readonly expiresAt: Instant;
}

interface Believed {
  readonly session: Session;
  readonly untilMs: number;
}

export interface SessionSettings {
  readonly tokenHours: number;
  readonly loginAttemptsPerMinuteMax: number;
}

/** Logins: opaque random tokens, of which only the SHA-256 is stored. */
export class Sessions {
  private readonly sessions: Repository<SessionEntity>;
  private readonly accounts: Repository<UserAccountEntity>;
  private readonly believed = new LeastRecentlyUsed<string, Believed>(BELIEVED_SESSIONS_MAX);
  private readonly underWay = new Map<string, Promise<Session | undefined>>();
  /** Accounts with the addresses where they logged in since the start. */
  private readonly knownPlaces = new LeastRecentlyUsed<string, true>(KNOWN_PLACES_MAX);
  private readonly limiter: AttemptLimiter;

  constructor(
    dataSource: DataSource,
    private readonly hasher: PasswordHasher,
    private readonly clock: Clock,
    private readonly settings: SessionSettings,
  ) {
    this.sessions = dataSource.getRepository(SessionEntity);
    this.accounts = dataSource.getRepository(UserAccountEntity);
    this.limiter = new AttemptLimiter(clock, settings.loginAttemptsPerMinuteMax);
  }

  /**
   * `address` is the client's (`clientAddress`). Failures count by address and by account; an account that
   * has logged in from an address before counts there for itself, so that whoever guesses its password
   * elsewhere does not keep its owner out. Refuses with `ACCOUNT.BAD_CREDENTIALS` (the same words
   * and work for an unknown name, a wrong password and a disabled account) or
   * `ACCOUNT.TOO_MANY_ATTEMPTS`.
   */
  async login(
    username: string,
    password: string,
    address: string,
  ): Promise<Result<Login, Refusal>> {
    const name = username.toLowerCase();
    const here = `account ${name} at ${address}`;
    const account = this.knownPlaces.get(here) ? here : `account ${name}`;
    const begun = this.limiter.begin([`address ${address}`, account]);
    if (!begun.ok) return refuse(tooManyAttempts(begun.error));
    const attempt = begun.value;
    try {
      const login = await this.verified(name, password);
      if (login.ok) {
        attempt.giveBack();
        this.knownPlaces.set(here, true);
      } else {
        attempt.failed();
      }
      return login;
    } catch (error) {
      attempt.giveBack(); // nobody has tried the password: that is no failed login
      throw error;
    }
  }

  private async verified(name: string, password: string): Promise<Result<Login, Refusal>> {
    const entity = await this.accounts.findOneBy({ username: name });
    const right = await this.hasher.verify(entity?.passwordHash, password);
    if (!right || entity === null || entity.disabledAt !== null) return refuse(badCredentials());
    const login = await this.begin(entity);
    return login === undefined ? refuse(badCredentials()) : ok(login);
  }

  /**
   * Undefined: the account has another password by now, or is disabled. Looked at in the statement that
   * inserts the session, under a lock that a change of the account waits for: it either comes before and is
   * seen here, or comes after and ends the session.
   */
  private async begin(entity: UserAccountEntity): Promise<Login | undefined> {
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    const nowMs = epochMsOf(this.clock.now());
    const expiresAt = new Date(nowMs + this.settings.tokenHours * HOUR_MS);
    const inserted = await this.sessions.query<readonly unknown[]>(
      `INSERT INTO gongdan.session (token_hash, user_id, created_at, expires_at)
       SELECT $1::bytea, id, $2::timestamptz, $3::timestamptz FROM gongdan.user_account
        WHERE id = $4 AND password_hash = $5 AND disabled_at IS NULL
          FOR SHARE
       RETURNING user_id`,
      [digest(token), new Date(nowMs), expiresAt, entity.id, entity.passwordHash],
    );
    if (inserted.length === 0) return undefined;
    await this.sessions.delete({ expiresAt: LessThan(new Date(nowMs)) });
    return { token, expiresAt: instantOf(expiresAt.getTime()), account: accountOf(entity) };
  }

  /** Known without asking the database, if it was asked within BELIEVED_MS_MAX. */
  recall(token: string): Session | undefined {
    const found = this.believed.get(token);
    if (found === undefined) return undefined;
    const leftMs = found.untilMs - epochMsOf(this.clock.now());
    if (leftMs > 0 && leftMs <= BELIEVED_MS_MAX) return found.session;
    this.believed.delete(token);
    return undefined;
  }

  /**
   * Undefined: no such token, expired, ended, or its account is disabled. Many requests of one login at
   * once ask once.
   */
  find(token: string): Promise<Session | undefined> {
    const known = this.underWay.get(token);
    if (known !== undefined) return known;
    const asked = this.lookUp(token).finally(() => {
      if (this.underWay.get(token) === asked) this.underWay.delete(token);
    });
    this.underWay.set(token, asked);
    return asked;
  }

  private async lookUp(token: string): Promise<Session | undefined> {
    if (!TOKEN.test(token)) return undefined;
    const nowMs = epochMsOf(this.clock.now());
    const session = await this.sessions.findOneBy({ tokenHash: digest(token) });
    if (session === null || session.expiresAt.getTime() <= nowMs) return undefined;
    const entity = await this.accounts.findOneBy({ id: session.userId });
    if (entity === null || entity.disabledAt !== null) return undefined;
    const found: Session = {
      caller: { actor: entity.id, roles: entity.roles, technicianId: entity.technicianId },
      account: accountOf(entity),
      expiresAt: instantOf(session.expiresAt.getTime()),
    };
    const untilMs = Math.min(nowMs + BELIEVED_MS_MAX, session.expiresAt.getTime());
    this.believed.set(token, { session: found, untilMs });
    return found;
  }

  /** Those of the tokens that `find` would find, asked for at once. */
  async living(tokens: readonly string[]): Promise<ReadonlySet<string>> {
    const byHash = new Map(tokens.map((token) => [digest(token).toString('hex'), token]));
    const rows = await this.sessions.query<readonly { readonly hash: string }[]>(
      `SELECT encode(session.token_hash, 'hex') AS hash
         FROM gongdan.session JOIN gongdan.user_account ON user_account.id = session.user_id
        WHERE session.token_hash = ANY ($1::bytea[]) AND session.expires_at > $2::timestamptz
          AND user_account.disabled_at IS NULL`,
      [[...byHash.keys()].map((hash) => Buffer.from(hash, 'hex')), new Date(this.clock.now())],
    );
    return new Set(rows.flatMap(({ hash }) => byHash.get(hash) ?? []));
  }

  async end(token: string): Promise<void> {
    this.believed.delete(token);
    this.underWay.delete(token); // who asks from now on must not be told what was before
    await this.sessions.delete({ tokenHash: digest(token) });
  }
}

const digest = (token: string): Buffer => createHash('sha256').update(token).digest();

const badCredentials = (): Refusal => ({
  code: 'ACCOUNT.BAD_CREDENTIALS',
  category: 'unauthenticated',
  message: 'The user name or the password is wrong.',
});

const tooManyAttempts = (seconds: number): Refusal => ({
  code: 'ACCOUNT.TOO_MANY_ATTEMPTS',
  category: 'transient',
  message: 'There were too many failed logins from this address or for this account.',
  hint: `Try again in ${seconds} seconds.`,
  extra: { retryAfterSeconds: seconds },
});
