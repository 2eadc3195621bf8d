import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { realPause } from '@gongdan/event-feed';
import { configFolder } from '@gongdan/platform';
import pg from 'pg';
import { temporaryFolder } from '../bench-database.js';
import { benchRow, percentile, type BenchOptions, type BenchRow } from '../bench-row.js';
import { startEngineProcess, type EngineProcess } from '../http/engine-process.js';

export interface TimerBenchOptions extends BenchOptions {
  readonly openClocks?: number;
  readonly duePerSecond?: number;
  readonly commandsPerSecond?: number;
  readonly seconds?: number;
}

/** Clocks that the house policy starts for a new ticket and that stay open for hours. */
const CLOCKS_PER_TICKET = 4;
const SETUP_AT_ONCE = 32;
const FAST_MINUTES = 10;
/** Between the last preparation and the first due moment. */
const LEAD_MS = 10_000;
const CATCH_UP_MS_MAX = 600_000;

/** A promise of its own for the tickets that become due while it is measured. */
const FAST_POLICY = `
id: bench
version: 1
title: { en: Bench, zh-CN: 基准 }
subject: ticket
order: 1
appliesTo: { region: [bench] }
calendar: always
clocks:
  fast:
    title: { en: Fast, zh-CN: 快 }
    start: [{ event: TicketRegistered }]
    stop: [{ event: TicketAssigned }]
    warnings: []
    targets: [{ within: PT${FAST_MINUTES}M }]
`;

/**
 * From the due moment to the breach in the log, with so many other clocks open, in one engine process that
 * answers commands meanwhile. Beside it: the same without commands.
 */
export async function runTimerBench(options: TimerBenchOptions = {}): Promise<BenchRow[]> {
  const { openClocks = 100_000, duePerSecond = 50, commandsPerSecond = 200 } = options;
  const { seconds = 60 } = options;
  const slaFolder = join(temporaryFolder(), 'sla');
  mkdirSync(slaFolder, { recursive: true });
  cpSync(configFolder('sla'), slaFolder, { recursive: true });
  writeFileSync(join(slaFolder, 'bench.v1.yaml'), FAST_POLICY);
  const engine = await startEngineProcess({ SLA_FOLDER: slaFolder });
  const pool = new pg.Pool({ connectionString: engine.databaseUrl, max: 2 });
  try {
    const { id } = await engine.post('/customers', { name: 'Customer One' });
    const customerId = String(id);
    const tickets = await registerMany(engine, customerId, openClocks / CLOCKS_PER_TICKET);
    await openClocksReach(pool, openClocks);
    const load = { engine, pool, customerId, tickets, duePerSecond, seconds };
    const quiet = await delaysOf({ ...load, commandsPerSecond: 0 });
    const busy = await delaysOf({ ...load, commandsPerSecond });
    return [0.5, 0.99, 1].map((share) =>
      benchRow(
        {
          suite: 'sla-timers',
          case: `due to breach in the log, ${openClocks} clocks open, ${duePerSecond} due/s, ${commandsPerSecond} commands/s, p${share * 100}`,
          unit: 'ms',
          control: 'without commands',
        },
        [[percentile(busy, share), percentile(quiet, share)]],
      ),
    );
  } finally {
    await pool.end();
    await engine.remove();
  }
}

const registration = (customerId: string, more: object = {}) => ({
  customerId,
  category: 'free',
  channel: 'phone',
  title: 'Air conditioner does not cool',
  description: 'Runs, but blows warm air since yesterday.',
  site: { address: '1 Example Road', region: 'urban' },
  ...more,
});

async function registerMany(
  engine: EngineProcess,
  customerId: string,
  count: number,
): Promise<string[]> {
  const ids: string[] = [];
  let begun = 0;
  const worker = async (): Promise<void> => {
    while (begun++ < count) {
      const answer = await engine.post(
        '/tickets',
        registration(customerId, { priority: 'normal' }),
      );
      ids.push(String(answer['id']));
    }
  };
  await Promise.all(Array.from({ length: SETUP_AT_ONCE }, worker));
  return ids;
}

async function openClocksReach(pool: pg.Pool, wanted: number): Promise<void> {
  const untilMs = performance.now() + CATCH_UP_MS_MAX;
  for (;;) {
    const { rows } = await pool.query<{ open: string }>(
      `SELECT count(*) AS open FROM gongdan.sla_timer`,
    );
    if (Number(rows[0]?.open) >= wanted) return;
    if (performance.now() > untilMs) throw new Error(`only ${rows[0]?.open} clocks are open`);
    await realPause(500);
  }
}

interface Load {
  readonly engine: EngineProcess;
  readonly pool: pg.Pool;
  readonly customerId: string;
  readonly tickets: readonly string[];
  readonly duePerSecond: number;
  readonly commandsPerSecond: number;
  readonly seconds: number;
}

/** Milliseconds from the due moment of every fast clock to its breach in the log. */
async function delaysOf(load: Load): Promise<number[]> {
  const { engine, pool, customerId, duePerSecond, seconds } = load;
  const count = duePerSecond * seconds;
  // Registered in time to become due one after another.
  const firstDueMs = Date.now() + LEAD_MS + count * 5;
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) {
      const dueMs = Math.round(firstDueMs + (next++ * 1_000) / duePerSecond);
      await engine.post(
        '/tickets',
        registration(customerId, {
          site: { address: '1 Example Road', region: 'bench' },
          occurredAt: new Date(dueMs - FAST_MINUTES * 60_000).toISOString(),
        }),
      );
    }
  };
  await Promise.all(Array.from({ length: SETUP_AT_ONCE }, worker));
  if (Date.now() > firstDueMs) throw new Error('preparing took longer than planned');
  await realPause(firstDueMs - Date.now());
  await issueCommands(load);
  return breachDelays(pool, firstDueMs, firstDueMs + seconds * 1_000, count);
}

/** Comments at a fixed rate, whatever the answers take. */
async function issueCommands({ engine, tickets, commandsPerSecond, seconds }: Load): Promise<void> {
  const startedMs = performance.now();
  const count = commandsPerSecond * seconds;
  const commands: Promise<unknown>[] = [];
  for (let n = 0; n < count; n++) {
    const earlyMs = startedMs + (n * 1_000) / commandsPerSecond - performance.now();
    if (earlyMs > 0) await realPause(earlyMs);
    const id = tickets[n % tickets.length];
    commands.push(engine.post(`/tickets/${id}/comment`, { text: 'Please ring twice.' }));
  }
  await Promise.all(commands);
  const leftMs = startedMs + seconds * 1_000 - performance.now();
  if (leftMs > 0) await realPause(leftMs);
}

async function breachDelays(
  pool: pg.Pool,
  fromMs: number,
  toMs: number,
  count: number,
): Promise<number[]> {
  const untilMs = performance.now() + CATCH_UP_MS_MAX;
  for (;;) {
    const { rows } = await pool.query<{ delay_ms: string }>(
      `SELECT extract(epoch FROM recorded_at - (data ->> 'dueAt')::timestamptz) * 1000 AS delay_ms
         FROM gongdan.event
        WHERE type = 'SlaClockBreached' AND data ->> 'clock' = 'fast'
          AND (data ->> 'dueAt')::timestamptz >= to_timestamp($1::float8 / 1000)
          AND (data ->> 'dueAt')::timestamptz < to_timestamp($2::float8 / 1000)`,
      [fromMs, toMs],
    );
    if (rows.length >= count) return rows.map(({ delay_ms }) => Number(delay_ms));
    if (performance.now() > untilMs) throw new Error(`${rows.length} of ${count} breaches`);
    await realPause(200);
  }
}
