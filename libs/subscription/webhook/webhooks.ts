import type { Caller } from '@gongdan/contracts';
import { GongdanError, instantOf, LimitedTurns, type IdGenerator } from '@gongdan/core';
import type { EventStore, Idempotency } from '@gongdan/event-store';
import type { Pool } from 'pg';
import { readsPersonal } from '../cloud-event/entitlement.js';
import type { EventFilter } from '../filter/event-filter.js';
import type { CheckedTargets } from './delivery/checked-targets.js';
import type { PostOutcome } from './delivery/post.js';
import type { Sender } from './delivery/sender.js';
import { ping, PING_TYPE } from './domain/ping.js';
import { DISABLED_REASONS } from './domain/webhook.js';
import { createWebhook, madeBefore, type MadeWebhook } from './store/create-webhook.js';
import { signingAt, type SecretStore } from './store/secret-store.js';
import type { Amendment, WebhookStore } from './store/webhook-store.js';

export interface WebhooksParts {
  readonly pool: Pool;
  readonly log: Pick<EventStore, 'lastPosition'>;
  readonly store: WebhookStore;
  readonly secrets: SecretStore;
  readonly targets: CheckedTargets;
  readonly sender: Sender;
  readonly ids: IdGenerator;
  /** A webhook was changed: whoever works on it in this process should look. */
  readonly onChange: () => void;
}

export interface WantedWebhook {
  readonly url: string;
  readonly description: string | null;
  readonly filter: EventFilter;
  readonly personal: boolean;
  /** The first position that it wants, `start` or `now`: what happens from now on. */
  readonly from: number | 'start' | 'now';
  readonly idempotency?: Idempotency;
}

/** Most tests under way in one process. */
export const TESTS_AT_ONCE_MAX = 4;
/** Most that wait for their turn; more are turned away. */
export const TESTS_WAITING_MAX = 16;

/** What may be done with webhooks, by whom: integrations with their own, the organisation’s people with all. */
export class Webhooks {
  private readonly tests = new LimitedTurns(TESTS_AT_ONCE_MAX, {
    waitingMax: TESTS_WAITING_MAX,
    busy,
  });

  constructor(private readonly parts: WebhooksParts) {}

  /**
   * Throws `WEBHOOK.BAD_URL`, `WEBHOOK.TARGET_UNRESOLVED`, `WEBHOOK.TARGET_NOT_PUBLIC`,
   * `WEBHOOK.NOT_ENTITLED`, `WEBHOOK.POSITION_AHEAD`, `WEBHOOK.TOO_MANY`, `COMMAND.KEY_REUSED`.
   */
  async create(wanted: WantedWebhook, caller: Caller): Promise<MadeWebhook> {
    const { pool, secrets, ids, onChange } = this.parts;
    const { from, url, ...webhook } = wanted;
    refuseUnentitled(webhook.personal, caller);
    const before = await madeBefore(pool, secrets, webhook);
    if (before !== undefined) return before;
    const made = await createWebhook(pool, secrets, {
      ...webhook,
      url: await this.checkedUrl(url),
      after: await this.startAfter(from),
      id: ids.next(),
      owner: ownOnly(caller) ?? null,
      actor: caller.actor,
    });
    onChange();
    return made;
  }

  async amend(id: string, amendment: Amendment, caller: Caller): Promise<void> {
    const { store, onChange } = this.parts;
    await store.get(id, ownOnly(caller)); // before anything is resolved in its name
    refuseUnentitled(amendment.personal === true, caller);
    const { url } = amendment;
    const checked = url === undefined ? {} : { url: await this.checkedUrl(url) };
    await store.amend(id, ownOnly(caller), { ...amendment, ...checked }, caller.actor);
    onChange();
  }

  /** Sends a ping now, whatever state the webhook is in. Throws `WEBHOOK.BUSY`. */
  test(id: string, caller: Caller): Promise<PostOutcome> {
    return this.tests.take(async () => {
      const { store, sender, ids } = this.parts;
      const { url } = await store.get(id, ownOnly(caller));
      const sentAtMs = await store.nowMs();
      const event = ping(ids.next(), id, caller.actor, instantOf(sentAtMs));
      const secrets = signingAt(await store.signingSecrets(id), sentAtMs);
      const unending = new AbortController().signal;
      const sending = { url, secrets, event, sentAtMs, failures: 0 };
      const outcome =
        secrets.length === 0 ? UNSIGNED : ((await sender.send(sending, unending)) ?? UNSIGNED);
      const { retryAfterMs: _, ...result } = outcome;
      const delivery = { eventId: event.id, eventType: PING_TYPE, attempt: 1, sentAtMs };
      await store.noteTest(id, { ...delivery, ...result, pauseMs: undefined });
      return outcome;
    });
  }

  private async checkedUrl(text: string): Promise<string> {
    const checked = await this.parts.targets.check(text, 0);
    if (!checked.ok) throw new GongdanError(checked.error);
    return checked.value.url.href;
  }

  private async startAfter(from: WantedWebhook['from']): Promise<number> {
    const end = await this.parts.log.lastPosition();
    if (from === 'now') return end;
    const after = from === 'start' ? 0 : from - 1;
    if (after <= end) return after;
    throw new GongdanError({
      code: 'WEBHOOK.POSITION_AHEAD',
      category: 'rejected',
      message: `The log ends at position ${end}: nothing can begin at ${after + 1}.`,
      hint: 'Begin with `now`, or with a position that there is.',
      violations: [{ path: '/from', message: `must be at most ${end + 1}` }],
    });
  }
}

/** The account whose webhooks are all that the caller sees; undefined: the caller sees every one. */
export const ownOnly = ({ roles, actor }: Caller): string | undefined =>
  roles.every((role) => role === 'integration') ? actor : undefined;

const UNSIGNED: PostOutcome = {
  statusCode: null,
  error: DISABLED_REASONS['secret-unreadable'],
  retryAfterMs: 0,
  durationMs: 0,
};

function refuseUnentitled(personal: boolean, caller: Caller): void {
  if (!personal || readsPersonal(caller)) return;
  throw new GongdanError({
    code: 'WEBHOOK.NOT_ENTITLED',
    category: 'forbidden',
    message: 'None of your roles may have personal texts sent to it.',
    hint: 'Leave `personal` out: names, addresses and remarks then read `[sealed]`.',
  });
}

function busy(): GongdanError {
  return new GongdanError({
    code: 'WEBHOOK.BUSY',
    category: 'transient',
    message: 'Too many webhooks are being tested at this moment.',
    hint: 'Try again in a while.',
  });
}
