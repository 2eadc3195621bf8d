import type { ServerResponse } from 'node:http';
import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { GongdanError } from '@gongdan/core';
import { badToken, Sessions } from '@gongdan/platform';
import { SUBSCRIPTION_LIMITS, type SubscriptionLimits } from '../subscription-limits.js';
import { LIMITS } from '../tokens.js';
import { LoginWatch } from './login-watch.js';
import { Places } from './places.js';

/** Who holds a request open. */
export interface Holder {
  /** Id of the account. */
  readonly account: string;
  readonly token: string;
}

export interface OpenRequest {
  /**
   * Aborts when there is no reason to go on: the client is gone, the login over (`reason` is then
   * `ACCOUNT.UNAUTHENTICATED`) or the process stopping (`SUBSCRIPTION.STOPPING`).
   */
  readonly signal: AbortSignal;
  /** Gives the place back. */
  close(): void;
}

export type OpenKind = 'stream' | 'waitingRead';

/** Everything that stays open for a while: how much of it there may be, and when it has to end. */
@Injectable()
export class OpenRequests implements BeforeApplicationShutdown {
  private readonly places: Readonly<Record<OpenKind, Places>>;
  private readonly logins: LoginWatch;
  private readonly ends = new Set<(reason: GongdanError) => void>();
  private stopping = false;

  constructor(
    sessions: Sessions,
    @Inject(LIMITS) limits: SubscriptionLimits = SUBSCRIPTION_LIMITS,
  ) {
    this.logins = new LoginWatch(sessions, limits.loginCheckMs);
    this.places = {
      stream: new Places({
        what: 'event streams',
        max: limits.streamsMax,
        ofAccountMax: limits.streamsOfAccountMax,
      }),
      waitingRead: new Places({
        what: 'waiting reads',
        max: limits.waitingReadsMax,
        ofAccountMax: limits.waitingReadsOfAccountMax,
      }),
    };
  }

  get isStopping(): boolean {
    return this.stopping;
  }

  /** How many there are at present. */
  countOf(kind: OpenKind): number {
    return this.places[kind].takenNow;
  }

  /** Throws what `Places.take` throws, and `SUBSCRIPTION.STOPPING`. */
  open(kind: OpenKind, { account, token }: Holder, response: ServerResponse): OpenRequest {
    if (this.stopping) throw stoppingNow();
    const giveBack = this.places[kind].take(account);
    const over = new AbortController();
    const end = (reason: GongdanError): void => over.abort(reason);
    const gone = (): void => over.abort();
    const unwatch = this.logins.watch(token, () => end(new GongdanError(badToken())));
    this.ends.add(end);
    response.once('close', gone);
    if (response.destroyed) gone();
    return {
      signal: over.signal,
      close: () => {
        response.off('close', gone);
        this.ends.delete(end);
        unwatch();
        giveBack();
      },
    };
  }

  /** While requests are still answered: they get their last word. */
  beforeApplicationShutdown(): void {
    this.stopping = true;
    for (const end of this.ends) end(stoppingNow());
  }
}

const stoppingNow = (): GongdanError =>
  new GongdanError({
    code: 'SUBSCRIPTION.STOPPING',
    category: 'transient',
    message: 'This process is stopping.',
    hint: 'Connect again; nothing is lost.',
  });
