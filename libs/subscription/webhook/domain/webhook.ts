import type { EventFilter } from '../../filter/event-filter.js';

/**
 * - `active`: events are delivered
 * - `paused`: by somebody’s wish
 * - `disabled`: by the engine, with a reason
 */
export const WEBHOOK_STATES = ['active', 'paused', 'disabled'] as const;
export type WebhookState = (typeof WEBHOOK_STATES)[number];

/** Why the engine disabled a webhook, and how that is told. */
export const DISABLED_REASONS = {
  gone: 'The receiver answered 410 Gone.',
  'attempts-used-up': 'An event was refused in all its attempts.',
  'failing-too-long': 'Nothing was accepted for a whole day.',
  'owner-disabled': 'The account that it belongs to was disabled.',
  'secret-unreadable': 'Its secret cannot be read: the keys folder is another one. Rotate it.',
} as const;
export type DisabledReason = keyof typeof DISABLED_REASONS;

/** What its owner says about a webhook. */
export interface WebhookWishes {
  /** As `parseTarget` spells it. */
  readonly url: string;
  readonly description: string | null;
  readonly filter: EventFilter;
  /** Personal texts are opened for it; they read `[sealed]` otherwise. */
  readonly personal: boolean;
}

/** Most webhooks of one engine. */
export const WEBHOOKS_MAX = 100;
/** Most of them that one integration account may have. */
export const WEBHOOKS_OF_OWNER_MAX = 10;
/** Most secrets that sign at the same time; the oldest goes when one more comes. */
export const SECRETS_MAX = 3;
/** How long a replaced secret signs beside the new one, where nothing else is said. */
export const SECRET_OVERLAP_HOURS = 24;
export const SECRET_OVERLAP_HOURS_MAX = 168;

/** Most events that wait for one webhook; then no more of the log is read for it. */
export const PENDING_MAX = 5_000;
/** Most deliveries of one webhook under way, each of another stream. */
export const DELIVERIES_AT_ONCE_MAX = 8;
/** After so many failures in a row, one delivery at a time finds out whether the receiver is back. */
export const STRAINED_FAILURES = 10;
/** Then the pause before the next delivery grows by so much with every further failure. */
export const PROBE_PAUSE_MS_STEP = 1_000;

/** Longest of these pauses: a receiver that is back is noticed within it. */
export const PROBE_PAUSE_MS_MAX = 60_000;

/** A webhook that had nothing accepted for so long is disabled. */
export const FAILING_MS_MAX = 86_400_000;
/** Newest attempts that the delivery log keeps of each webhook. */
export const DELIVERIES_KEPT_MAX = 10_000;
/** Longest words about a failure. */
export const ERROR_LENGTH_MAX = 300;
