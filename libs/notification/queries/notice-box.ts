import { Inject, Injectable } from '@nestjs/common';
import type { Instant } from '@gongdan/core';
import { PG_POOL } from '@gongdan/platform';
import type { Pool } from 'pg';
import { noSuchNotice } from '../domain/notice-refusals.js';
import {
  IN_BOX,
  NOTICE_COLUMNS,
  pageOf,
  type NoticeRow,
  type NumberedPage,
} from './notice-rows.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The in-app notices of one account. */
@Injectable()
export class NoticeBox {
  constructor(@Inject(PG_POOL) private readonly pool: Pool) {}

  /** The newest first. */
  async list(
    account: string,
    unread: boolean,
    { limit, before }: { readonly limit: number; readonly before: number | undefined },
  ): Promise<NumberedPage<NoticeRow>> {
    const { rows } = await this.pool.query<NoticeRow>(
      `SELECT ${NOTICE_COLUMNS} FROM gongdan.notice n
        WHERE n.account_id = $1 AND ${IN_BOX} ${unread ? 'AND n.read_at IS NULL' : ''}
          AND ($2::bigint IS NULL OR n.number < $2)
        ORDER BY n.number DESC LIMIT $3`,
      [account, before ?? null, limit + 1],
    );
    return pageOf(rows, limit);
  }

  async count(account: string, unread: boolean): Promise<number> {
    const { rows } = await this.pool.query<{ count: string }>(
      `SELECT count(*) FROM gongdan.notice n
        WHERE n.account_id = $1 AND ${IN_BOX} ${unread ? 'AND n.read_at IS NULL' : ''}`,
      [account],
    );
    return Number(rows[0]?.count);
  }

  /** The first reading counts. Throws `NOTICE.NOT_FOUND`, for others’ too. */
  async read(account: string, id: string): Promise<NoticeRow> {
    if (!UUID.test(id)) throw noSuchNotice();
    const { rows } = await this.pool.query<NoticeRow>(
      `UPDATE gongdan.notice n SET read_at = coalesce(n.read_at, statement_timestamp())
        WHERE n.id = $1 AND n.account_id = $2 AND ${IN_BOX}
        RETURNING ${NOTICE_COLUMNS}`,
      [id, account],
    );
    const [row] = rows;
    if (row === undefined) throw noSuchNotice();
    return row;
  }

  /** All that were made until then. Answers how many were unread. */
  async readAll(account: string, until: Instant | undefined): Promise<number> {
    const { rowCount } = await this.pool.query(
      `UPDATE gongdan.notice SET read_at = statement_timestamp()
        WHERE id IN (SELECT n.id FROM gongdan.notice n
                      WHERE n.account_id = $1 AND ${IN_BOX} AND n.read_at IS NULL
                        AND ($2::timestamptz IS NULL OR n.made_at <= $2)
                      ORDER BY n.number
                        FOR UPDATE)`,
      [account, until ?? null],
    );
    return rowCount ?? 0;
  }
}
