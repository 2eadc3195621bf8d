import { decodeCursor, encodeCursor, PAGE_LIMIT_DEFAULT } from '@gongdan/platform';
import { NOT_SENT_REASONS, type NoticeFacts, type NotSentReason } from '../domain/notice.js';
import type { NoticeWords } from '../domain/words.js';
import type { AttemptRow, LogRow } from '../queries/notice-log.js';
import type { NoticeRow } from '../queries/notice-rows.js';
import type { AttemptAnswer, NoticeAnswer, NoticeLogItem } from './notice-answers.dto.js';

type WordsOf = (facts: NoticeFacts) => NoticeWords;

const HELD_WORDS = 'It is kept until the quiet hours are over.';

export function noticeAnswer({ id, facts, whom, ...row }: NoticeRow, words: WordsOf): NoticeAnswer {
  const { kind, subject, ticketIds, ticketNumber, priority, severity, level, promise } = facts;
  return {
    id,
    kind,
    title: words(facts).title,
    subject,
    ticketIds,
    ticketNumber,
    priority,
    severity,
    level,
    promise: promise && {
      clock: promise.clock,
      cycle: promise.cycle,
      rung: promise.rung,
      dueAt: promise.dueAt,
    },
    whom,
    eventId: facts.eventId,
    occurredAt: facts.occurredAt,
    madeAt: row.made_at.toISOString(),
    readAt: instant(row.read_at),
    overtakenAt: instant(row.overtaken_at),
  };
}

export const noticeLogItem = (row: LogRow, words: WordsOf): NoticeLogItem =>
  Object.assign(noticeAnswer(row, words), {
    channel: row.channel,
    accountId: row.account_id,
    username: row.username,
    receivers: row.receivers,
    state: row.state,
    reason: row.reason,
    reasonWords: reasonWords(row.reason),
    nextAt: instant(row.next_at),
    settledAt: instant(row.settled_at),
    attempts: row.attempts.map(attemptAnswer),
  });

const attemptAnswer = (row: AttemptRow): AttemptAnswer => ({
  at: row.at.toISOString(),
  outcome: row.outcome,
  reason: row.reason,
  words: row.words,
  nextAt: instant(row.next_at),
  durationMs: row.duration_ms,
});

const reasonWords = (reason: string | null): string | null => {
  if (reason === null) return null;
  return reason === 'quiet-hours' ? HELD_WORDS : NOT_SENT_REASONS[reason as NotSentReason];
};

const instant = (at: Date | null): string | null => at?.toISOString() ?? null;

/** Where a page of numbered rows, the newest first, begins. */
export function pageAsked(
  {
    limit = PAGE_LIMIT_DEFAULT,
    cursor,
  }: { readonly limit?: number | undefined; readonly cursor?: string | undefined },
  list: string,
): { readonly limit: number; readonly before: number | undefined } {
  const key = cursor === undefined ? [] : decodeCursor(cursor, list, ['bigint']);
  return { limit, before: key[0] as number | undefined };
}

export const nextCursor = (next: number | null, list: string): string | null =>
  next === null ? null : encodeCursor(list, [next]);
