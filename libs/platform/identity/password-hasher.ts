import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/argon2';
import { GongdanError, LimitedTurns } from '@gongdan/core';

export const PASSWORD_LENGTH_MIN = 8;
/** Longer ones would only cost time. */
export const PASSWORD_LENGTH_MAX = 200;
/** Logins that may wait for their turn; one more is answered with 503. */
const WAITING_MAX = 64;

/**
 * argon2id (OWASP's parameters, the library's defaults: 19 MiB, 2 passes). At most one hash per core at a
 * time: a flood of logins may keep logins slow, not the engine.
 */
export class PasswordHasher {
  private readonly turns: LimitedTurns;
  /** Checked where there is no such account, so that its absence costs as much time as its presence. */
  private readonly decoy: Promise<string>;

  constructor(atOnceMax = availableParallelism()) {
    this.turns = new LimitedTurns(atOnceMax, { waitingMax: WAITING_MAX, busy });
    this.decoy = this.turns.take(() => hash('nobody has this password'));
    this.decoy.catch(() => {}); // whoever awaits it sees the failure
  }

  hash(password: string): Promise<string> {
    return this.turns.take(() => hash(password));
  }

  /** Without an account (undefined) it takes as long and answers false. */
  async verify(stored: string | undefined, password: string): Promise<boolean> {
    const against = stored ?? (await this.decoy);
    const right = await this.turns.take(() => verify(against, password));
    return right && stored !== undefined;
  }
}

const busy = (): GongdanError =>
  new GongdanError({
    code: 'ACCOUNT.LOGINS_BUSY',
    category: 'transient',
    message: 'Too many logins at once.',
    hint: 'Try again in a moment.',
  });
