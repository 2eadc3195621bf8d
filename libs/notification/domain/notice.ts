import type { EscalationLevel, Priority, Severity, SlaSubject } from '@gongdan/contracts';

/** What a notice tells of. */
export const NOTICE_KINDS = [
  'promise-at-risk',
  'promise-broken',
  'complaint-opened',
  'complaint-escalated',
  'ticket-escalated',
] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/**
 * - `waiting`: to be sent, for the first time or again
 * - `held`: quiet hours
 * - `sent`: the receiver has taken it; in-app: it is there to be read
 * - `not-sent`: for good, with a reason
 */
export const NOTICE_STATES = ['waiting', 'held', 'sent', 'not-sent'] as const;
export type NoticeState = (typeof NOTICE_STATES)[number];

/** Why a notice was not sent, and how that is told. */
export const NOT_SENT_REASONS = {
  'nobody-with-this-role': 'No enabled account has this role.',
  'nobody-assigned': 'No enabled account is the one that it is assigned to, or owned by.',
  'too-old': 'It happened too long before it became known.',
  overtaken: 'It was not true any more when it was to be sent.',
  'account-disabled': 'The account was disabled.',
  'no-address': 'The account has no email address.',
  'no-mail-server': 'No mail server is set (SMTP_URL).',
  'no-webhook-target': 'No target is set (NOTICE_WEBHOOK_URL).',
  refused: 'The receiver refused it for good.',
  'given-up': 'All attempts have failed.',
} as const;
export type NotSentReason = keyof typeof NOT_SENT_REASONS;

/** Events that happened longer ago than this tell nobody: an import, a simulation, a log that was moved. */
export const EVENT_AGE_MS_MAX = 7 * 86_400_000;

/** What happened, as far as a notice speaks of it: ids and words of the house, nothing personal. */
export interface NoticeFacts {
  readonly kind: NoticeKind;
  readonly eventId: string;
  readonly eventType: string;
  /** Where the event stands, and what may overtake it. */
  readonly stream: string;
  readonly version: number;
  readonly position: number;
  readonly occurredAt: string;
  readonly subject: SlaSubject;
  /** The ticket itself, or those that a complaint is about. */
  readonly ticketIds: readonly string[];
  /** Of a complaint that of its first ticket. Null: there is none, or it is not in the log. */
  readonly ticketNumber: string | null;
  readonly priority: Priority | null;
  readonly severity: Severity | null;
  /** The level that it climbs to. */
  readonly level: EscalationLevel | null;
  /** Of promises only. */
  readonly promise: PromiseFacts | null;
}

export interface PromiseFacts {
  readonly clock: string;
  /** Which of its runs. */
  readonly cycle: number;
  readonly policy: { readonly id: string; readonly version: number };
  readonly rung: string;
  readonly dueAt: string;
}
