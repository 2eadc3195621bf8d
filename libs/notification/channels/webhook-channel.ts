import type { CloudEvent } from '@gongdan/contracts';
import { GONE, isAccepted, type WebhookSender } from '@gongdan/subscription';
import type { NoticeFacts } from '../domain/notice.js';
import type { NoticeWords } from '../domain/words.js';
import type { Delivered, NoticeChannel, NoticeInHand } from './notice-channel.js';

/** The type of the CloudEvents that notices are sent as; they are in no log. */
const NOTICE_EVENT_TYPE = 'gongdan.Notice.v1';

export interface NoticeTarget {
  readonly url: string;
  readonly secret: string;
}

/** One message per event, signed as webhooks are, to one target. */
export class WebhookChannel implements NoticeChannel {
  readonly name = 'webhook';

  constructor(
    private readonly target: NoticeTarget | undefined,
    private readonly sender: Pick<WebhookSender, 'send'>,
    private readonly wordsOf: (facts: NoticeFacts) => NoticeWords,
    readonly deliverMsMax: number,
  ) {}

  async deliver(notice: NoticeInHand, signal: AbortSignal): Promise<Delivered | undefined> {
    if (this.target === undefined) return { outcome: 'not-sent', reason: 'no-webhook-target' };
    const { url, secret } = this.target;
    const { nowMs: sentAtMs, failures } = notice;
    const event = cloudEventOf(notice, this.wordsOf(notice.facts));
    const posted = await this.sender.send(
      { url, secrets: [secret], event, sentAtMs, failures },
      signal,
    );
    if (posted === undefined) return undefined;
    if (isAccepted(posted)) return { outcome: 'sent', words: `answered ${posted.statusCode}` };
    const words = posted.error ?? '';
    return posted.statusCode === GONE
      ? { outcome: 'not-sent', reason: 'refused', words }
      : { outcome: 'failed', words, retryAfterMs: posted.retryAfterMs };
  }
}

function cloudEventOf({ id, facts, receivers }: NoticeInHand, words: NoticeWords): CloudEvent {
  const { eventId, eventType, occurredAt, position, version, stream: _where, ...told } = facts;
  return {
    specversion: '1.0',
    id,
    source: '/gongdan/notice',
    type: NOTICE_EVENT_TYPE,
    subject: facts.subject.id,
    time: occurredAt,
    datacontenttype: 'application/json',
    data: { noticeId: id, eventId, eventType, ...told, ...words, receivers: receivers ?? {} },
    position,
    streamversion: version,
    recordedtime: occurredAt,
    actor: 'system',
    correlationid: eventId,
    causationid: eventId,
  };
}
