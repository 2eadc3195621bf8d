import type { NoticeRecipient } from '@gongdan/contracts';
import type { NoticeFacts, NotSentReason } from '../domain/notice.js';

/** A notice in the hands of whoever sends it. */
export interface NoticeInHand {
  readonly id: string;
  readonly facts: NoticeFacts;
  readonly whom: readonly NoticeRecipient[];
  readonly accountId: string | null;
  readonly receivers: Readonly<Partial<Record<NoticeRecipient, readonly string[]>>> | null;
  /** Failures before this attempt. */
  readonly failures: number;
  /** By the database’s clock. */
  readonly nowMs: number;
}

/** What became of one attempt. */
export type Delivered =
  | { readonly outcome: 'sent'; readonly words?: string }
  /** For good. */
  | { readonly outcome: 'not-sent'; readonly reason: NotSentReason; readonly words?: string }
  /** To be tried again, not sooner than the receiver asks for. */
  | { readonly outcome: 'failed'; readonly words: string; readonly retryAfterMs?: number };

/** A way out of the house. The same notice may be delivered twice: receivers know repeats by its id. */
export interface NoticeChannel {
  readonly name: 'email' | 'webhook';
  /** Longest that `deliver` takes. */
  readonly deliverMsMax: number;
  /** Throws only what is not the receiver’s fault; undefined where `signal` ended it. */
  deliver(notice: NoticeInHand, signal: AbortSignal): Promise<Delivered | undefined>;
}

/** Longest words of a receiver that are kept. */
export const WORDS_LENGTH_MAX = 300;
