import { epochMsOf } from '@gongdan/core';
import { systemClock, type Engine, type EngineOptions } from '@gongdan/platform';
import { simulateDemonstration } from '@gongdan/simulation';
import pg from 'pg';
import { withVirtualEngine } from '../with-virtual-engine.js';
import { createDemoAccounts } from './demo-accounts.js';

/** How long read models may take to show the demonstration. */
const CATCH_UP_MS_MAX = 10_000;
const CONNECT_MS_MAX = 10_000;

/**
 * On an empty log: a small organisation with some working days of tickets in every stage and with maintenance
 * planned. Whoever kills this halfway finds a smaller organisation next time, with accounts to log in; in its first
 * seconds, before they are made, one without, and the start says how to make the first. Answers false (and does
 * nothing) where the log has events, and where it is in KurrentDB: a house that runs one is past looking around.
 */
export async function setUpDemonstration(parts: EngineOptions): Promise<boolean> {
  if (parts.settings.kurrentdbUrl !== undefined) return false;
  if (!(await isLogEmpty(parts.databaseUrl))) return false;
  parts.note('Setting up the demonstration organisation …');
  const nowMs = epochMsOf(systemClock.now());
  const { timeZone } = parts.settings;
  await withVirtualEngine(parts, nowMs, async (engine) => {
    await simulateDemonstration(engine, nowMs, timeZone, async ({ technicians: [lead] }) => {
      if (lead) await createDemoAccounts(engine, parts.dataFolder, lead.technicianId);
    });
    await readModelsCaughtUp(engine);
  });
  return true;
}

/** Whoever looks first finds the desk as it is left. What is not caught up in time is later. */
async function readModelsCaughtUp({ feed, store }: Pick<Engine, 'feed' | 'store'>): Promise<void> {
  const position = await store.lastPosition();
  const names = (await feed.status()).map(({ name }) => name);
  const readModels = names.filter((name) => name.startsWith('projection:'));
  await Promise.all(readModels.map((name) => feed.waitFor(name, position, CATCH_UP_MS_MAX)));
}

async function isLogEmpty(databaseUrl: string): Promise<boolean> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    connectionTimeoutMillis: CONNECT_MS_MAX,
  });
  client.on('error', () => undefined); // the query that is under way fails with it
  await client.connect();
  try {
    const { rows: tables } = await client.query("SELECT to_regclass('gongdan.event') AS log");
    if (tables[0]?.log === null) return true;
    const { rowCount } = await client.query('SELECT FROM gongdan.event LIMIT 1');
    return rowCount === 0;
  } finally {
    await client.end();
  }
}
