import { GongdanError } from '@gongdan/core';
import type { Settings } from '@gongdan/platform';
import { CheckedTargets, CONNECT_MS_MAX, WebhookSender } from '@gongdan/subscription';
import type { Pool } from 'pg';
import type { NoticeFacts } from '../domain/notice.js';
import type { NoticeWords } from '../domain/words.js';
import { EmailChannel, type AddressOf, type MailServer } from './email-channel.js';
import type { NoticeChannel } from './notice-channel.js';
import { WebhookChannel, type NoticeTarget } from './webhook-channel.js';

/** The ways out of the house, as the settings have them. Throws `SETTINGS.INVALID`. */
export function openChannels(
  settings: Settings,
  pool: Pick<Pool, 'query'>,
  words: (facts: NoticeFacts) => NoticeWords,
): readonly NoticeChannel[] {
  const answerMsMax = settings.webhookTimeoutMs;
  const connectMsMax = Math.min(CONNECT_MS_MAX, answerMsMax);
  const targets = new CheckedTargets(settings.webhookPrivateTargets, CONNECT_MS_MAX);
  const sender = new WebhookSender(targets, { connectMsMax, answerMsMax });
  return [
    new EmailChannel(mailServerOf(settings), addressesIn(pool), words),
    new WebhookChannel(targetOf(settings), sender, words, answerMsMax + CONNECT_MS_MAX),
  ];
}

const mailServerOf = ({ smtpUrl, smtpFrom, smtpTimeoutMs }: Settings): MailServer | undefined =>
  smtpUrl === undefined ? undefined : { url: smtpUrl, from: smtpFrom, timeoutMs: smtpTimeoutMs };

function targetOf({
  noticeWebhookUrl: url,
  noticeWebhookSecret: secret,
}: Settings): NoticeTarget | undefined {
  if (url === undefined) return undefined;
  if (secret !== undefined) return { url, secret };
  throw new GongdanError({
    code: 'SETTINGS.INVALID',
    category: 'invalid',
    message: 'NOTICE_WEBHOOK_SECRET must be there where NOTICE_WEBHOOK_URL is.',
    hint: 'docs/reference/settings.md lists every setting.',
    violations: [{ path: 'NOTICE_WEBHOOK_SECRET', message: 'is missing' }],
  });
}

const addressesIn =
  (pool: Pick<Pool, 'query'>): AddressOf =>
  async (accountId) => {
    const { rows } = await pool.query<{ email: string | null; disabled: boolean }>(
      `SELECT email, disabled_at IS NOT NULL AS disabled
         FROM gongdan.user_account WHERE id = $1`,
      [accountId],
    );
    return rows[0];
  };
