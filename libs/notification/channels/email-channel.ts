import { messageOf } from '@gongdan/core';
import { createTransport } from 'nodemailer';
import type { NoticeFacts } from '../domain/notice.js';
import type { NoticeWords } from '../domain/words.js';
import {
  WORDS_LENGTH_MAX,
  type Delivered,
  type NoticeChannel,
  type NoticeInHand,
} from './notice-channel.js';

export interface MailServer {
  /** SMTP_URL */
  readonly url: string;
  readonly from: string;
  readonly timeoutMs: number;
}

/** Where an account’s mail goes to, as things are now; undefined: there is no such account. */
export type AddressOf = (
  accountId: string,
) => Promise<{ readonly email: string | null; readonly disabled: boolean } | undefined>;

/** Notices by mail, each over a connection of its own. */
export class EmailChannel implements NoticeChannel {
  readonly name = 'email';
  readonly deliverMsMax: number;

  constructor(
    private readonly server: MailServer | undefined,
    private readonly addressOf: AddressOf,
    private readonly wordsOf: (facts: NoticeFacts) => NoticeWords,
  ) {
    this.deliverMsMax = server?.timeoutMs ?? 0;
  }

  async deliver(notice: NoticeInHand, signal: AbortSignal): Promise<Delivered | undefined> {
    const account = await this.addressOf(notice.accountId ?? '');
    if (account === undefined || account.disabled) return notSent('account-disabled');
    if (account.email === null) return notSent('no-address');
    if (this.server === undefined) return notSent('no-mail-server');
    return send(this.server, { notice, to: account.email, ...this.wordsOf(notice.facts) }, signal);
  }
}

const notSent = (reason: 'account-disabled' | 'no-address' | 'no-mail-server'): Delivered => ({
  outcome: 'not-sent',
  reason,
});

interface Mail extends NoticeWords {
  readonly notice: NoticeInHand;
  readonly to: string;
}

async function send(
  { url, from, timeoutMs }: MailServer,
  { notice, to, title, text }: Mail,
  signal: AbortSignal,
): Promise<Delivered | undefined> {
  const late = AbortSignal.timeout(timeoutMs);
  const transport = createTransport(optionsOf(url, timeoutMs));
  try {
    const { response } = await transport.sendMail({
      from,
      to: { name: '', address: to },
      subject: title,
      text,
      // The same in every attempt: whoever gets it twice can tell.
      messageId: `<${notice.id}@${from.slice(from.lastIndexOf('@') + 1)}>`,
      headers: { 'Auto-Submitted': 'auto-generated' },
      signal: AbortSignal.any([signal, late]),
    });
    return { outcome: 'sent', words: plain(response) };
  } catch (error) {
    if (signal.aborted) return undefined;
    if (late.aborted) return { outcome: 'failed', words: `not done within ${timeoutMs} ms` };
    return failureOf(error);
  }
}

function optionsOf(text: string, timeoutMs: number) {
  const { protocol, hostname, port, username, password } = new URL(text);
  const secure = protocol === 'smtps:';
  return {
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? (secure ? 465 : 587) : Number(port),
    secure,
    ...(username === ''
      ? {}
      : { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

interface SmtpError {
  readonly code?: string;
  readonly responseCode?: number;
  readonly response?: string;
}

/** What the server says of this sender, this receiver or this message; the rest is the server’s own trouble. */
const OF_THE_MAIL = ['EENVELOPE', 'EMESSAGE'];

function failureOf(error: unknown): Delivered {
  const { code = '', responseCode = 0, response } = error as SmtpError;
  const words = plain(response ?? messageOf(error));
  return responseCode >= 500 && OF_THE_MAIL.includes(code)
    ? { outcome: 'not-sent', reason: 'refused', words }
    : { outcome: 'failed', words };
}

/** One line without control characters. */
const plain = (words: string): string =>
  words
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, WORDS_LENGTH_MAX);
