import { splitStreamName, type RecordedEvent } from '@gongdan/core';
import type { ClientBase } from 'pg';
import type { NoticeFacts } from '../domain/notice.js';
import { isOvertaken } from '../domain/overtaken.js';

interface Standing extends Pick<NoticeFacts, 'kind' | 'stream' | 'promise'> {
  readonly id: string;
  readonly position: string;
}

/**
 * In-app notices that are not true any more stay, with a mark. (What is still to be sent is asked about
 * again when it is sent.)
 */
export async function markOvertaken(
  later: readonly RecordedEvent[],
  client: ClientBase,
): Promise<void> {
  if (later.length === 0) return;
  const byStream = Map.groupBy(later, ({ stream }) => stream as string);
  const subjects = [...byStream.keys()].map((stream) => splitStreamName(stream).id);
  // Held until the end of the transaction, in one order for everybody who changes several.
  const { rows } = await client.query<Standing>(
    `SELECT id, kind, stream, position, facts -> 'promise' AS promise
       FROM gongdan.notice
      WHERE subject_id = ANY($1) AND channel = 'in-app' AND state = 'sent' AND overtaken_at IS NULL
      ORDER BY number
        FOR UPDATE`,
    [subjects],
  );
  const overtaken = rows.filter((notice) => {
    const inStream = byStream.get(notice.stream) ?? [];
    return isOvertaken(
      notice,
      inStream.filter(({ position }) => position > Number(notice.position)),
    );
  });
  if (overtaken.length === 0) return;
  await client.query(
    'UPDATE gongdan.notice SET overtaken_at = statement_timestamp() WHERE id = ANY($1::uuid[])',
    [overtaken.map(({ id }) => id)],
  );
}
