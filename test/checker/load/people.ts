import { setTimeout as pause } from 'node:timers/promises';
import type { Account, Client, ClientSettings, Command } from './client.js';
import { ask } from './http.js';
import { between, oneOf, type Random } from './random.js';

/** An account with every role that it takes to make the others. */
export interface Login {
  readonly username: string;
  readonly password: string;
}

export interface Technician {
  readonly id: string;
  readonly account: Account;
}

export interface Customer {
  readonly id: string;
  readonly contractId: string;
}

/** Everybody who takes part in the tickets’ journeys. */
export interface People {
  readonly clerk: Account;
  readonly dispatcher: Account;
  readonly manager: Account;
  readonly finance: Account;
  readonly serviceManager: Account;
  readonly technicians: readonly Technician[];
  readonly customers: readonly Customer[];
}

export interface Crowd {
  readonly technicians: number;
  readonly customers: number;
}

const LOGIN_TRIES_MAX = 60;
const LOGIN_PAUSE_MS = 500;

/** Throws where the login is refused or the engine does not answer. */
export async function logIn(settings: ClientSettings, login: Login): Promise<Account> {
  for (let attempt = 1; ; attempt++) {
    const answer = await post(settings, '/auth/login', login);
    const { token, account } = answer.body as { token?: string; account?: { id: string } };
    if (token !== undefined && account !== undefined) return { id: account.id, token };
    const isFinal = answer.status >= 400 && answer.status < 500 && answer.status !== 429;
    if (isFinal || attempt === LOGIN_TRIES_MAX) {
      throw new Error(`login of ${login.username}: ${answer.status} ${answer.failure ?? ''}`);
    }
    await pause(LOGIN_PAUSE_MS);
  }
}

const post = (settings: ClientSettings, path: string, body: object, token?: string) =>
  ask(settings.base, { method: 'POST', path, body, token, timeoutMs: settings.answerMsMax });

/** Makes the organisation over HTTP: what it records is in the client’s journal like everything else. */
export class Founder {
  private accounts = 0;

  constructor(
    private readonly client: Client,
    private readonly settings: ClientSettings,
    private readonly administrator: Account,
    private readonly random: Random,
  ) {}

  async found({ technicians, customers }: Crowd): Promise<People> {
    const clerk = await this.account('clerk');
    const manager = await this.account('dispatch-manager');
    return {
      clerk,
      manager,
      dispatcher: await this.account('dispatcher'),
      finance: await this.account('finance'),
      serviceManager: await this.account('service-manager'),
      technicians: await times(technicians, (number) => this.technician(number, manager)),
      customers: await times(customers, (number) => this.customer(number, clerk)),
    };
  }

  private async technician(number: number, manager: Account): Promise<Technician> {
    const id = await this.make({
      as: manager,
      name: 'engage-technician',
      path: '/technicians',
      kind: 'technician',
      body: { name: `Technician ${number}`, region: 'urban', skills: ['heating'] },
    });
    return { id, account: await this.account('technician', id) };
  }

  private async customer(number: number, clerk: Account): Promise<Customer> {
    const id = await this.make({
      as: clerk,
      name: 'register-customer',
      path: '/customers',
      kind: 'customer',
      body: { name: `Customer ${number}`, phone: `+86 10 5555 ${String(number).padStart(4, '0')}` },
    });
    const contractId = await this.make({
      as: clerk,
      name: 'sign-contract',
      path: `/customers/${id}/contracts`,
      kind: 'contract',
      body: {
        validFrom: '2000-01-01',
        validUntil: '2999-12-31',
        visitLimit: between(this.random, 0, 3),
      },
    });
    return { id, contractId };
  }

  private async make(command: Command): Promise<string> {
    const { result, id, reason } = await this.client.command(command);
    if (result === 'ok') return id;
    throw new Error(`${command.name}: ${result} ${reason}`);
  }

  /** Made before and not answered: then its user name is taken, by us. */
  private async account(role: string, technicianId?: string): Promise<Account> {
    const { client, settings, administrator } = this;
    const username = `${client.name}-${++this.accounts}`.toLowerCase();
    const login = { username, password: `${username}-${oneOf(this.random, ['one', 'two'])}` };
    const body = {
      ...login,
      roles: [role],
      ...(technicianId === undefined ? {} : { technicianId }),
    };
    for (let attempt = 1; ; attempt++) {
      const { status, body: answer } = await post(settings, '/users', body, administrator.token);
      if (status < 300 && status > 0) break;
      if (answer['code'] === 'ACCOUNT.USERNAME_TAKEN' && attempt > 1) break;
      const isFinal = status >= 400 && status < 500;
      if (isFinal || attempt === LOGIN_TRIES_MAX) {
        throw new Error(`account ${username}: ${status} ${JSON.stringify(answer)}`);
      }
      await pause(LOGIN_PAUSE_MS);
    }
    return logIn(settings, login);
  }
}

async function times<Made>(
  count: number,
  make: (number: number) => Promise<Made>,
): Promise<Made[]> {
  const made: Made[] = [];
  for (let number = 1; number <= count; number++) made.push(await make(number));
  return made;
}
