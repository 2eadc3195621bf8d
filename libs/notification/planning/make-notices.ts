import type { RecordedEvent } from '@gongdan/core';
import type { Consumer } from '@gongdan/event-feed';
import type { EventStore } from '@gongdan/event-store';
import { databaseNowMs } from '@gongdan/platform';
import type { ClientBase } from 'pg';
import { OVERTAKING_TYPES } from '../domain/overtaken.js';
import { planNotices, type PlannedNotice, type Telling } from '../domain/plan-notices.js';
import type { Addressee } from '../domain/recipients.js';
import { markOvertaken } from './mark-overtaken.js';
import { TELLING_TYPES, tellingOf } from './telling-of.js';

const isOf =
  (types: readonly string[]) =>
  ({ type }: RecordedEvent): boolean =>
    types.includes(type);

/**
 * Makes the notices of every event that people are told of, in the transaction that moves its checkpoint:
 * each once. What happened before the engine knew of notices is not told.
 */
export const makeNotices = (store: Pick<EventStore, 'readStream'>): Consumer => ({
  name: 'notices',
  types: [...new Set([...TELLING_TYPES, ...OVERTAKING_TYPES])],
  from: 'end',
  async handle(events, transaction) {
    await tell(events.filter(isOf(TELLING_TYPES)), store, transaction);
    await markOvertaken(events.filter(isOf(OVERTAKING_TYPES)), transaction);
  },
});

async function tell(
  events: readonly RecordedEvent[],
  store: Pick<EventStore, 'readStream'>,
  client: ClientBase,
): Promise<void> {
  if (events.length === 0) return;
  const { rows: accounts } = await client.query<Addressee>(
    `SELECT id AS "accountId", roles, technician_id AS "technicianId"
       FROM gongdan.user_account WHERE disabled_at IS NULL ORDER BY id`,
  );
  const nowMs = await databaseNowMs(client);
  const rows: object[] = [];
  for (const event of events) {
    const telling = await tellingOf(event, store);
    if (telling === undefined) continue;
    rows.push(...planNotices(telling, accounts, nowMs).map((notice) => rowOf(notice, telling)));
  }
  await insert(rows, client);
}

const rowOf = (notice: PlannedNotice, { facts }: Telling): object => ({
  id: notice.id,
  event_id: facts.eventId,
  position: facts.position,
  stream: facts.stream,
  kind: facts.kind,
  channel: notice.channel,
  whom: notice.whom,
  account_id: notice.accountId,
  subject_kind: facts.subject.kind,
  subject_id: facts.subject.id,
  ticket_ids: facts.ticketIds,
  facts,
  receivers: notice.receivers,
  state: notice.state,
  reason: notice.reason,
});

/** What is settled already is written into the log at once. */
async function insert(rows: readonly object[], client: ClientBase): Promise<void> {
  if (rows.length === 0) return;
  await client.query(
    `WITH made AS (
       INSERT INTO gongdan.notice
         (id, event_id, position, stream, kind, channel, whom, account_id, subject_kind, subject_id,
          ticket_ids, facts, receivers, state, reason, next_at, settled_at)
       SELECT id, event_id, position, stream, kind, channel, whom, account_id, subject_kind, subject_id,
              ticket_ids, facts, receivers, state, reason,
              CASE WHEN state = 'waiting' THEN statement_timestamp() END,
              CASE WHEN state <> 'waiting' THEN statement_timestamp() END
         FROM jsonb_to_recordset($1) AS planned
           (id uuid, event_id text, position bigint, stream text, kind text, channel text,
            whom text[], account_id uuid, subject_kind text, subject_id text, ticket_ids text[],
            facts jsonb, receivers jsonb, state text, reason text)
       ON CONFLICT (id) DO NOTHING
       RETURNING id, number, state, reason)
     INSERT INTO gongdan.notice_attempt (notice_id, outcome, reason)
     SELECT id, state, reason FROM made WHERE state <> 'waiting' ORDER BY number`,
    [JSON.stringify(rows)],
  );
}
