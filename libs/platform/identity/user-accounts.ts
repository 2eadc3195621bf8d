import { In, IsNull, type DataSource, type FindOptionsWhere, type Repository } from 'typeorm';
import { ROLES, type Role } from '@gongdan/contracts';
import {
  controlCharacterIn,
  GongdanError,
  instantOf,
  isBlank,
  ok,
  refuse,
  type Clock,
  type IdGenerator,
  type Instant,
  type Refusal,
  type Result,
  type Violation,
} from '@gongdan/core';
import { EMAIL_LENGTH_MAX, EMAIL_WORDS, isEmailAddress } from './email-address.js';
import {
  PASSWORD_LENGTH_MAX,
  PASSWORD_LENGTH_MIN,
  type PasswordHasher,
} from './password-hasher.js';
import { SessionEntity } from './session.entity.js';
import { UserAccountEntity } from './user-account.entity.js';

/** `system` is the engine itself: no account has it. */
export const ACCOUNT_ROLES: readonly Role[] = ROLES.filter((role) => role !== 'system');
export const USERNAME = /^[a-z0-9][a-z0-9._@-]{0,99}$/;
export const DISPLAY_NAME_LENGTH_MAX = 200;

export interface UserAccount {
  readonly id: string;
  readonly username: string;
  readonly displayName: string;
  readonly roles: readonly Role[];
  readonly technicianId: string | null;
  readonly customerId: string | null;
  /** Where notices are mailed to. */
  readonly email: string | null;
  readonly demo: boolean;
  readonly disabled: boolean;
  readonly createdAt: Instant;
}

export interface NewAccount {
  readonly username: string;
  readonly password: string;
  readonly roles: readonly Role[];
  readonly displayName?: string;
  readonly technicianId?: string;
  readonly customerId?: string;
  readonly email?: string;
  readonly demo?: boolean;
}

type AccountChange = Partial<Pick<UserAccountEntity, 'passwordHash' | 'disabledAt'>>;

/** The engine's own accounts: who may log in, and as what. Sessions are in `Sessions`. */
export class UserAccounts {
  private readonly accounts: Repository<UserAccountEntity>;

  constructor(
    private readonly dataSource: DataSource,
    private readonly hasher: PasswordHasher,
    private readonly clock: Clock,
    private readonly ids: IdGenerator,
  ) {
    this.accounts = dataSource.getRepository(UserAccountEntity);
  }

  /** `ACCOUNT.INVALID` with what is wrong, or `ACCOUNT.USERNAME_TAKEN`. */
  async create(account: NewAccount): Promise<Result<UserAccount, Refusal>> {
    const violations = violationsOf(account);
    if (violations.length > 0) return refuse(invalidAccount(violations));
    const entity = this.accounts.create({
      id: this.ids.next(),
      username: account.username.toLowerCase(),
      displayName: account.displayName ?? account.username,
      passwordHash: await this.hasher.hash(account.password),
      roles: [...new Set(account.roles)],
      technicianId: account.technicianId ?? null,
      customerId: account.customerId ?? null,
      email: account.email ?? null,
      demo: account.demo ?? false,
      createdAt: new Date(this.clock.now()),
      disabledAt: null,
    });
    const inserted = await this.accounts
      .createQueryBuilder()
      .insert()
      .values(entity)
      .orIgnore()
      .returning('id')
      .execute();
    return (inserted.raw as unknown[]).length === 0
      ? refuse(usernameTaken(entity.username))
      : ok(accountOf(entity));
  }

  async list(): Promise<readonly UserAccount[]> {
    const found = await this.accounts.find({ order: { username: 'ASC' } });
    return found.map(accountOf);
  }

  /** By id or user name. Throws `ACCOUNT.NOT_FOUND`. */
  async get(idOrUsername: string): Promise<UserAccount> {
    return accountOf(await this.entity(idOrUsername));
  }

  /** Ends its sessions, too. An account that is disabled stays so. */
  async disable(idOrUsername: string): Promise<UserAccount> {
    const { id, disabledAt } = await this.entity(idOrUsername);
    return this.change(id, { disabledAt: disabledAt ?? new Date(this.clock.now()) });
  }

  async enable(idOrUsername: string): Promise<UserAccount> {
    const { id } = await this.entity(idOrUsername);
    await this.accounts.update({ id }, { disabledAt: null });
    return this.get(id);
  }

  /** Ends its sessions, too. */
  async setPassword(idOrUsername: string, password: string): Promise<Result<UserAccount, Refusal>> {
    const violations = passwordViolations(password);
    if (violations.length > 0) return refuse(invalidAccount(violations));
    const { id } = await this.entity(idOrUsername);
    return ok(await this.change(id, { passwordHash: await this.hasher.hash(password) }));
  }

  /** Null: nothing is mailed to it any more. Its sessions stay. */
  async setEmail(
    idOrUsername: string,
    email: string | null,
  ): Promise<Result<UserAccount, Refusal>> {
    const violations = emailViolations(email ?? undefined);
    if (violations.length > 0) return refuse(invalidAccount(violations));
    const { id } = await this.entity(idOrUsername);
    await this.accounts.update({ id }, { email });
    return ok(await this.get(id));
  }

  /** Enabled accounts whose passwords were printed: the engine must not be reachable from elsewhere. */
  async enabledDemoAccounts(): Promise<readonly UserAccount[]> {
    const found = await this.accounts.findBy({ demo: true, disabledAt: IsNull() });
    return found.map(accountOf);
  }

  /** Disables every demo account and ends its sessions. Answers how many there were. */
  async disableDemoAccounts(): Promise<number> {
    const ids = (await this.enabledDemoAccounts()).map(({ id }) => id);
    if (ids.length === 0) return 0;
    await this.endingSessions(ids, { disabledAt: new Date(this.clock.now()) });
    return ids.length;
  }

  /** Only what is given changes: another change at the same time keeps its own. */
  private async change(id: string, change: AccountChange): Promise<UserAccount> {
    await this.endingSessions([id], change);
    return this.get(id);
  }

  /** Together, so that no session is begun or left between the two. */
  private async endingSessions(ids: readonly string[], change: AccountChange): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      await manager.update(UserAccountEntity, { id: In([...ids]) }, change);
      await manager.delete(SessionEntity, { userId: In([...ids]) });
    });
  }

  private async entity(idOrUsername: string): Promise<UserAccountEntity> {
    const where: FindOptionsWhere<UserAccountEntity> = UUID.test(idOrUsername)
      ? { id: idOrUsername }
      : { username: idOrUsername.toLowerCase() };
    const found = await this.accounts.findOneBy(where);
    if (found) return found;
    throw new GongdanError({
      code: 'ACCOUNT.NOT_FOUND',
      category: 'not-found',
      message: `There is no account '${idOrUsername}'.`,
      hint: 'GET /api/v1/users, or `gongdan users list`, shows all of them.',
    });
  }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const accountOf = (entity: UserAccountEntity): UserAccount => ({
  id: entity.id,
  username: entity.username,
  displayName: entity.displayName,
  roles: entity.roles,
  technicianId: entity.technicianId,
  customerId: entity.customerId,
  email: entity.email,
  demo: entity.demo,
  disabled: entity.disabledAt !== null,
  createdAt: instantOf(entity.createdAt.getTime()),
});

function violationsOf(account: NewAccount): readonly Violation[] {
  const violations = [...passwordViolations(account.password), ...emailViolations(account.email)];
  if (!USERNAME.test(account.username.toLowerCase())) {
    violations.push({
      path: '/username',
      message: 'must be 1 to 100 letters, digits and . _ @ -, beginning with a letter or digit',
    });
  }
  if (account.roles.length === 0) violations.push({ path: '/roles', message: 'must name a role' });
  for (const role of account.roles) {
    if (!ACCOUNT_ROLES.includes(role)) {
      violations.push({ path: '/roles', message: `'${(role as string).slice(0, 50)}' is no role` });
    }
  }
  if (account.roles.includes('technician') && account.technicianId === undefined) {
    violations.push({ path: '/technicianId', message: 'must be given for the role technician' });
  }
  return [...violations, ...displayNameViolations(account.displayName)];
}

function displayNameViolations(name: string | undefined): readonly Violation[] {
  if (name === undefined) return [];
  const messages: string[] = [];
  if (name.length > DISPLAY_NAME_LENGTH_MAX)
    messages.push(`is longer than ${DISPLAY_NAME_LENGTH_MAX}`);
  const control = controlCharacterIn(name);
  if (control !== undefined) messages.push(`holds the control character ${control}`);
  if (isBlank(name)) messages.push('must hold something that can be seen');
  return messages.map((message) => ({ path: '/displayName', message }));
}

const passwordViolations = (password: string): readonly Violation[] =>
  password.length >= PASSWORD_LENGTH_MIN && password.length <= PASSWORD_LENGTH_MAX
    ? []
    : [
        {
          path: '/password',
          message: `must be ${PASSWORD_LENGTH_MIN} to ${PASSWORD_LENGTH_MAX} characters long`,
        },
      ];

const emailViolations = (email: string | undefined): readonly Violation[] =>
  email === undefined || isEmailAddress(email)
    ? []
    : [
        {
          path: '/email',
          message: `${EMAIL_WORDS}, at most ${EMAIL_LENGTH_MAX} characters long`,
        },
      ];

const invalidAccount = (violations: readonly Violation[]): Refusal => ({
  code: 'ACCOUNT.INVALID',
  category: 'invalid',
  message: violations.map(({ path, message }) => `${path} ${message}`).join('; '),
  violations,
});

const usernameTaken = (username: string): Refusal => ({
  code: 'ACCOUNT.USERNAME_TAKEN',
  category: 'conflict',
  message: `There is an account with the user name '${username}' already.`,
});
