import type { RecordedEvent } from '@gongdan/core';
import type { EventStore } from '@gongdan/event-store';
import pg from 'pg';
import type { CommandRow } from './checker.js';
import type { Entry, Told } from './journal.js';

export async function readWholeLog(store: EventStore): Promise<RecordedEvent[]> {
  const log: RecordedEvent[] = [];
  for (let after = 0; ;) {
    const page = await store.readLog({ after });
    if (page.events.length === 0) return log;
    log.push(...page.events);
    after = page.lastPosition;
  }
}

export async function readCommands(url: string): Promise<CommandRow[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<CommandRow>(
    `SELECT command_key AS key, encode(command_fingerprint, 'hex') AS fingerprint,
       command_outcome AS outcome, position::int4
     FROM gongdan.event WHERE command_key IS NOT NULL`,
  );
  await client.end();
  return rows;
}

/** How often each answer was given: a run in which nothing happened proves nothing. */
export function countAnswers(entries: readonly Entry[]): Record<Told['status'], number> {
  const counts = { appended: 0, conflict: 0, replayed: 0, 'key-reused': 0, refused: 0, unknown: 0 };
  for (const { told } of entries) counts[told.status] += 1;
  return counts;
}
