import { Inject, Injectable } from '@nestjs/common';
import { withoutUndefined } from '@gongdan/core';
import { PG_POOL } from '@gongdan/platform';
import type { Pool } from 'pg';
import { NOTICE_COLUMNS, pageOf, type NoticeRow, type NumberedPage } from './notice-rows.js';

export interface LogFilter {
  readonly subjectId?: string;
  readonly ticketId?: string;
  /** An account’s id or user name. */
  readonly recipient?: string;
  readonly channel?: string;
  readonly state?: string;
}

export interface AttemptRow {
  readonly at: Date;
  readonly outcome: string;
  readonly reason: string | null;
  readonly words: string | null;
  readonly next_at: Date | null;
  readonly duration_ms: number | null;
}

export interface LogRow extends NoticeRow {
  readonly account_id: string | null;
  readonly username: string | null;
  readonly receivers: Readonly<Record<string, readonly string[]>> | null;
  readonly attempts: readonly AttemptRow[];
}

/** What each filter asks; its value is `$n`. The recipient is an account’s id by then. */
const CLAUSES: Readonly<Record<keyof LogFilter, (value: string) => string>> = {
  subjectId: (value) => `n.subject_id = ${value}`,
  ticketId: (value) => `n.ticket_ids @> ARRAY[${value}]`,
  recipient: (value) => `n.account_id = ${value}`,
  channel: (value) => `n.channel = ${value}`,
  state: (value) => `n.state = ${value}`,
};

/** Who was told of what, when and how, and why not. */
@Injectable()
export class NoticeLog {
  constructor(@Inject(PG_POOL) private readonly pool: Pool) {}

  /** The newest first, each with its attempts in their order. */
  async list(
    { recipient, ...filter }: LogFilter,
    { limit, before }: { readonly limit: number; readonly before: number | undefined },
  ): Promise<NumberedPage<LogRow>> {
    const account = recipient === undefined ? undefined : await this.accountNamed(recipient);
    if (account === null) return { items: [], next: null };
    const wanted = withoutUndefined({ ...filter, recipient: account });
    const given = Object.entries(wanted) as [keyof LogFilter, string][];
    const clauses = given.map(([name], index) => CLAUSES[name](`$${index + 3}`));
    const { rows } = await this.pool.query<LogRow>(
      `SELECT ${NOTICE_COLUMNS}, n.account_id, n.receivers, u.username
         FROM gongdan.notice n LEFT JOIN gongdan.user_account u ON u.id = n.account_id
        WHERE ${['($1::bigint IS NULL OR n.number < $1)', ...clauses].join(' AND ')}
        ORDER BY n.number DESC LIMIT $2`,
      [before ?? null, limit + 1, ...given.map(([, value]) => value)],
    );
    const { items, next } = pageOf(rows, limit);
    const attempts = await this.attemptsOf(items.map(({ id }) => id));
    return { items: items.map((row) => ({ ...row, attempts: attempts.get(row.id) ?? [] })), next };
  }

  /** By its id or user name; null: there is none. */
  private async accountNamed(name: string): Promise<string | null> {
    const { rows } = await this.pool.query<{ id: string }>(
      'SELECT id FROM gongdan.user_account WHERE id::text = lower($1) OR username = lower($1)',
      [name],
    );
    return rows[0]?.id ?? null;
  }

  private async attemptsOf(ids: readonly string[]): Promise<ReadonlyMap<string, AttemptRow[]>> {
    const { rows } = await this.pool.query<AttemptRow & { notice_id: string }>(
      `SELECT notice_id, at, outcome, reason, words, next_at, duration_ms
         FROM gongdan.notice_attempt WHERE notice_id = ANY($1::uuid[]) ORDER BY id`,
      [ids],
    );
    return Map.groupBy(rows, ({ notice_id: id }) => id);
  }
}
