import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import {
  LimitedTurns,
  messageOf,
  ok,
  refuse,
  within,
  type Refusal,
  type Result,
} from '@gongdan/core';
import { addressKind } from '../domain/public-address.js';
import { hostOf, parseTarget, type PrivateTargets } from '../domain/target-url.js';

/** Where a delivery goes: the one address that was checked, and the name that its certificate must bear. */
export interface CheckedTarget {
  readonly url: URL;
  readonly address: string;
}

/** All addresses of a host, in the order of the system’s preference. */
export type Lookup = (host: string) => Promise<readonly string[]>;

const systemLookup: Lookup = async (host) =>
  (await lookup(host, { all: true })).map(({ address }) => address);

/** The system’s resolver blocks a thread of Node’s few for each: files and password hashes need them, too. */
const LOOKUPS_AT_ONCE_MAX = 2;

/**
 * Says for every single delivery whether it may go where its URL leads. A host is refused where any one of
 * its addresses is not allowed, and whoever connects takes the address named here: nothing is resolved
 * again in between.
 */
export class CheckedTargets {
  private readonly turns = new LimitedTurns(LOOKUPS_AT_ONCE_MAX);
  /** Deliveries at the same time share a lookup. */
  private readonly underWay = new Map<string, SharedLookup>();

  constructor(
    private readonly privateTargets: PrivateTargets,
    private readonly lookupMsMax: number,
    private readonly resolve: Lookup = systemLookup,
  ) {}

  /**
   * Refuses with `WEBHOOK.BAD_URL`, `WEBHOOK.TARGET_UNRESOLVED`, `WEBHOOK.TARGET_NOT_PUBLIC`. `attempt` (from
   * 0) goes round the addresses: where one is out of reach, the next attempt takes another.
   */
  async check(text: string, attempt: number): Promise<Result<CheckedTarget, Refusal>> {
    const parsed = parseTarget(text, this.privateTargets);
    if (!parsed.ok) return parsed;
    const host = hostOf(parsed.value);
    let addresses;
    try {
      addresses = isIP(host) === 0 ? await this.addressesOf(host) : [host];
    } catch (error) {
      return refuse(unresolved(host, messageOf(error)));
    }
    if (addresses.some((address) => !this.allows(address))) return refuse(notPublic(host));
    const address = addresses[attempt % addresses.length];
    if (address === undefined) return refuse(unresolved(host, 'it has no address'));
    return ok({ url: parsed.value, address });
  }

  private allows(address: string): boolean {
    const kind = addressKind(address);
    return kind === 'public' || (kind === 'private' && this.privateTargets === 'allowed');
  }

  private async addressesOf(host: string): Promise<readonly string[]> {
    const late = (): Error => new Error(`no answer within ${this.lookupMsMax} ms`);
    const waiters = this.underWay.get(host)?.waiters ?? { count: 0 };
    waiters.count += 1;
    try {
      const { coming } = this.underWay.get(host) ?? this.begin(host, waiters);
      return await within(this.lookupMsMax, coming, late);
    } finally {
      waiters.count -= 1;
    }
  }

  /**
   * The turn lasts as long as the lookup does, though nobody may be waiting for it any more. One that was given up
   * before its turn takes none: with several silent name servers there would be none left for the others.
   */
  private begin(host: string, waiters: Waiters): SharedLookup {
    const coming = this.turns.take(async () => {
      try {
        if (waiters.count === 0) throw new Error('nobody waits for it any more');
        return await this.resolve(host);
      } finally {
        this.underWay.delete(host);
      }
    });
    coming.catch(() => undefined);
    const shared = { waiters, coming };
    this.underWay.set(host, shared);
    return shared;
  }
}

interface Waiters {
  count: number;
}

interface SharedLookup {
  /** Deliveries that have not given it up. */
  readonly waiters: Waiters;
  readonly coming: Promise<readonly string[]>;
}

const unresolved = (host: string, why: string): Refusal => ({
  code: 'WEBHOOK.TARGET_UNRESOLVED',
  category: 'invalid',
  message: `The host ${host} cannot be resolved: ${why}.`,
  hint: 'Check the host’s name, and that the engine’s name server knows it.',
  violations: [{ path: '/url', message: 'names a host that cannot be resolved' }],
});

/** Does not say which address it is: whoever asks need not learn about the network within. */
const notPublic = (host: string): Refusal => ({
  code: 'WEBHOOK.TARGET_NOT_PUBLIC',
  category: 'invalid',
  message: `The host ${host} has an address that webhooks may not go to.`,
  hint: 'Only public addresses are allowed; an operator allows those of the own network with WEBHOOK_PRIVATE_TARGETS=allowed.',
  violations: [{ path: '/url', message: 'leads to an address that is not public' }],
});
