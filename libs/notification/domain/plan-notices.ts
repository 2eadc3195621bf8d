import type { NoticeChannel, NoticeRecipient } from '@gongdan/contracts';
import { epochMsOf, type Instant } from '@gongdan/core';
import { noticeIdOf } from './notice-id.js';
import {
  EVENT_AGE_MS_MAX,
  type NoticeFacts,
  type NoticeState,
  type NotSentReason,
} from './notice.js';
import { accountsOf, nobodyFor, type Addressee, type Holders } from './recipients.js';

/** What is to be told, whom, and how. */
export interface Telling {
  readonly facts: NoticeFacts;
  readonly holders: Holders;
  readonly notify: readonly NoticeRecipient[];
  readonly by: readonly NoticeChannel[];
}

/** One message to one receiver through one channel. */
export interface PlannedNotice {
  readonly id: string;
  readonly channel: NoticeChannel;
  /** The recipients of the policy that it stands for. */
  readonly whom: readonly NoticeRecipient[];
  /** Null: nobody was found, or a webhook. */
  readonly accountId: string | null;
  /** Of a webhook: everybody whom the event tells, by recipient. */
  readonly receivers: Readonly<Partial<Record<NoticeRecipient, readonly string[]>>> | null;
  readonly state: NoticeState;
  readonly reason: NotSentReason | null;
}

/** Every notice of one event; where nobody is to be found, one that says so. */
export function planNotices(
  { facts, holders, notify, by }: Telling,
  accounts: readonly Addressee[],
  nowMs: number,
): readonly PlannedNotice[] {
  const tooOld = nowMs - epochMsOf(facts.occurredAt as Instant) > EVENT_AGE_MS_MAX;
  const found = new Map(notify.map((each) => [each, accountsOf(each, holders, accounts)]));
  return by.flatMap((channel) => {
    if (channel === 'webhook') return [forWebhook(facts, found, tooOld)];
    if (tooOld) return notify.map((each) => forNobody(facts, channel, each, 'too-old'));
    return [
      ...forPeople(facts, channel, found),
      ...notify
        .filter((each) => found.get(each)?.length === 0)
        .map((each) => forNobody(facts, channel, each, nobodyFor(each, holders))),
    ];
  });
}

type Found = ReadonlyMap<NoticeRecipient, readonly string[]>;

/** Who is found twice is told once. */
function forPeople(
  { eventId }: NoticeFacts,
  channel: NoticeChannel,
  found: Found,
): readonly PlannedNotice[] {
  const whomOf = new Map<string, NoticeRecipient[]>();
  for (const [recipient, ids] of found) {
    for (const id of ids) whomOf.set(id, [...(whomOf.get(id) ?? []), recipient]);
  }
  return [...whomOf].map(([accountId, whom]) => ({
    id: noticeIdOf(eventId, channel, accountId),
    channel,
    whom,
    accountId,
    receivers: null,
    // In-app, the row itself is the message.
    state: channel === 'in-app' ? 'sent' : 'waiting',
    reason: null,
  }));
}

const forNobody = (
  { eventId }: NoticeFacts,
  channel: NoticeChannel,
  recipient: NoticeRecipient,
  reason: NotSentReason,
): PlannedNotice => ({
  id: noticeIdOf(eventId, channel, `nobody:${recipient}`),
  channel,
  whom: [recipient],
  accountId: null,
  receivers: null,
  state: 'not-sent',
  reason,
});

/** One for all: whoever stands behind it knows whom to tell. */
const forWebhook = ({ eventId }: NoticeFacts, found: Found, tooOld: boolean): PlannedNotice => ({
  id: noticeIdOf(eventId, 'webhook', 'all'),
  channel: 'webhook',
  whom: [...found.keys()],
  accountId: null,
  receivers: Object.fromEntries(found),
  state: tooOld ? 'not-sent' : 'waiting',
  reason: tooOld ? 'too-old' : null,
});
