import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Attempt, AttemptResult } from '../evidence.js';
import { ask, type Answer } from './http.js';
import type { Journal } from './journal.js';
import type { Random } from './random.js';

/** Somebody who is logged in. */
export interface Account {
  /** The actor of every event that the account causes. */
  readonly id: string;
  readonly token: string;
}

export interface Command {
  /** Undefined: without a login. */
  readonly as: Account | undefined;
  readonly name: string;
  /** Below /api/v1; `:id` stands for `on`. */
  readonly path: string;
  readonly on?: string;
  readonly body?: object;
  readonly ticketId?: string | undefined;
  /** Kind of the stream that it changes. */
  readonly kind: string;
}

export interface Told {
  /** `unknown`: the client gave up. */
  readonly result: AttemptResult;
  /** What the answer is about: the new thing’s id where one was made. */
  readonly id: string;
  readonly reason: string;
}

export interface ClientSettings {
  readonly base: string;
  /** Most time for one answer. */
  readonly answerMsMax: number;
  /** Most time for one command with all its tries, and for one wait. */
  readonly patienceMs: number;
  /** Awaited before every command. */
  readonly pace?: (() => Promise<void>) | undefined;
}

const PAUSE_MS_MIN = 50;
const PAUSE_MS_MAX = 2_000;
/** Answers that promise nothing, beside those from 500: ask again. */
const PROMISE_NOTHING = [0, 401, 408, 425, 429];

/** One user agent: sends commands until it knows what became of them, and writes every try down. */
export class Client {
  private commands = 0;

  constructor(
    /** Unique among all clients of all runs on one engine; without a colon. */
    readonly name: string,
    private readonly settings: ClientSettings,
    private readonly journal: Journal,
    private readonly random: Random,
  ) {}

  /** `twice`: asks a second time before the first answer, as an impatient person does. */
  async command(command: Command, { twice = false } = {}): Promise<Told> {
    await this.settings.pace?.();
    const key = `${this.name}-${++this.commands}`;
    const beganMs = performance.now();
    let tries = 0;
    const attempt = () => this.attempt(command, key, ++tries);
    let told = twice ? bestOf(await Promise.all([attempt(), attempt()])) : await attempt();
    for (let failures = 1; told.result === 'unknown'; failures++) {
      if (performance.now() - beganMs > this.settings.patienceMs) return told;
      await this.backOff(failures);
      told = await attempt();
    }
    return told;
  }

  /** Asks until there is an answer below 500, or patience ends (then the status is 0). */
  async read(as: Account, path: string): Promise<Answer> {
    const beganMs = performance.now();
    const { base, answerMsMax: timeoutMs, patienceMs } = this.settings;
    for (let failures = 1; ; failures++) {
      const answer = await ask(base, { method: 'GET', path, token: as.token, timeoutMs });
      if (!promisesNothing(answer)) return answer;
      if (performance.now() - beganMs > patienceMs) return { ...answer, status: 0 };
      await this.backOff(failures);
    }
  }

  /** Reads until `isThere` finds what it waits for; undefined: patience ended. */
  async waitFor<Value>(look: () => Promise<Value | undefined>): Promise<Value | undefined> {
    const beganMs = performance.now();
    while (performance.now() - beganMs < this.settings.patienceMs) {
      const value = await look();
      if (value !== undefined) return value;
      await pause(PAUSE_MS_MIN * (1 + 3 * this.random()));
    }
    return undefined;
  }

  private async attempt(command: Command, key: string, number: number): Promise<Told> {
    const { as, name, body = {}, on = '', kind, ticketId } = command;
    const known = {
      client: this.name,
      commandKey: key,
      logKey: logKeyOf(command, key),
      attempt: number,
      command: name,
      ticketId,
      stream: on === '' ? undefined : `${kind}-${on}`,
      sentAt: new Date().toISOString(),
    };
    this.journal.write({ ...known, result: 'unknown', status: 0, answeredAt: null });
    const answer = await ask(this.settings.base, {
      method: 'POST',
      path: command.path.replace(':id', on),
      body,
      token: as?.token,
      idempotencyKey: key,
      timeoutMs: this.settings.answerMsMax,
    });
    const told = toldBy(answer);
    const answered: Attempt = {
      ...known,
      result: told.result,
      status: answer.status,
      reason: told.reason === '' ? undefined : told.reason,
      answeredAt: new Date().toISOString(),
      ...(told.result === 'ok' ? whereOf(answer, command, told.id) : {}),
    };
    this.journal.write(answered);
    return told;
  }

  private backOff(failures: number): Promise<void> {
    const mostMs = Math.min(PAUSE_MS_MAX, PAUSE_MS_MIN * 2 ** Math.min(failures, 10));
    return pause(mostMs * (0.5 + 0.5 * this.random()));
  }
}

const promisesNothing = ({ status }: Answer): boolean =>
  status >= 500 || PROMISE_NOTHING.includes(status);

function toldBy(answer: Answer): Told {
  const { status, body, failure } = answer;
  const reason = failure ?? (body['code'] as string | undefined) ?? '';
  if (promisesNothing(answer)) return { result: 'unknown', id: '', reason };
  // An acknowledgement that was cut off is none.
  if (status < 300 && typeof body['position'] !== 'number') {
    return { result: 'unknown', id: '', reason: 'no position in the answer' };
  }
  const id = (body['id'] as string | undefined) ?? '';
  return { result: status < 300 ? 'ok' : 'refused', id, reason };
}

function whereOf({ body }: Answer, { kind, on, ticketId }: Command, id: string) {
  return {
    position: body['position'] as number,
    stream: `${kind}-${on ?? id}`,
    ticketId: ticketId ?? (kind === 'ticket' ? id : undefined),
  };
}

/** What both tries of an impatient client come to. */
const bestOf = (both: readonly [Told, Told]): Told =>
  both.find(({ result }) => result === 'ok') ??
  both.find(({ result }) => result === 'refused') ??
  both[0];

/** The engine puts the actor before the key; without a login a digest of route, path and key. */
function logKeyOf({ as, path, on = '' }: Command, key: string): string {
  if (as !== undefined) return `${as.id}:${key}`;
  const owner = `/api/v1${path}\n${JSON.stringify({ id: on })}\n${key}`;
  return `open:${createHash('sha256').update(owner).digest('hex')}`;
}
