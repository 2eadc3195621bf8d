import type { NoticeChannel, NoticeRecipient } from '@gongdan/contracts';
import type { NoticeFacts, NoticeState } from '../domain/notice.js';

export interface NoticeRow {
  readonly number: number;
  readonly id: string;
  readonly facts: NoticeFacts;
  readonly channel: NoticeChannel;
  readonly whom: readonly NoticeRecipient[];
  readonly state: NoticeState;
  readonly reason: string | null;
  readonly made_at: Date;
  readonly next_at: Date | null;
  readonly settled_at: Date | null;
  readonly overtaken_at: Date | null;
  readonly read_at: Date | null;
}

/** `number` counts far, but not beyond what a JavaScript number holds. */
export const NOTICE_COLUMNS = `n.number::float8 AS number, n.id, n.facts, n.channel, n.whom, n.state,
  n.reason, n.made_at, n.next_at, n.settled_at, n.overtaken_at, n.read_at`;

/** What an account has in its box. */
export const IN_BOX = `n.channel = 'in-app' AND n.state = 'sent'`;

export interface NumberedPage<Item> {
  readonly items: readonly Item[];
  /** The number that the next page begins below; null: there is none. */
  readonly next: number | null;
}

/** The page of rows of which one more was read than it shows. */
export function pageOf<Row extends { readonly number: number }>(
  rows: readonly Row[],
  limit: number,
): NumberedPage<Row> {
  const items = rows.slice(0, limit);
  return { items, next: rows.length > limit ? (items.at(-1)?.number ?? null) : null };
}
