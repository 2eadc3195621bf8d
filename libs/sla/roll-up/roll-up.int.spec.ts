import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RecordedEvent } from '@gongdan/core';
import { inTransaction } from '@gongdan/event-feed';
import { pick, seededRandom } from '../../../test/setup/random.js';
import { createTestEngine, type TestEngine } from '../../../test/setup/test-engine.js';
import { slaMigrations } from '../migrations.js';
import {
  slaClockProjection,
  type SlaClockRow,
} from '../projections/sla-clock/sla-clock.projection.js';
import { checkRollUp } from './check-roll-up.js';
import { COUNT_VERDICTS, countVerdicts } from './count-verdicts.js';
import { prepareRollUp } from './prepare-roll-up.js';

const ZONE = 'Asia/Shanghai';
const RUNS = 60;
const EVENTS = 1_500;
const random = seededRandom(11);
let test: TestEngine;
let events: readonly RecordedEvent[];

beforeAll(async () => {
  test = await createTestEngine({ migrations: slaMigrations });
  await test.engine.projections.add(slaClockProjection);
  await prepareRollUp(test.engine.pool, ZONE);
  events = Array.from({ length: EVENTS }, (_, position) => eventAt(position + 1));
}, 60_000);
afterAll(() => test.remove());

const STANDINGS = [
  { type: 'SlaClockRetargeted', status: 'running', verdict: 'open', due: true },
  { type: 'SlaClockPaused', status: 'paused', verdict: 'open', due: false },
  { type: 'SlaClockPaused', status: 'paused', verdict: 'breached', due: false },
  { type: 'SlaClockBreached', status: 'running', verdict: 'breached', due: true },
  { type: 'SlaClockMet', status: 'stopped', verdict: 'met', due: true },
  { type: 'SlaClockMissed', status: 'stopped', verdict: 'breached', due: true },
  { type: 'SlaClockSuperseded', status: 'stopped', verdict: 'met', due: true },
  { type: 'SlaClockCancelled', status: 'cancelled', verdict: 'cancelled', due: false },
] as const;
const started = new Set<string>();

/** Whatever may befall a clock, in any order; also around the midnight of the zone. */
function eventAt(position: number): RecordedEvent {
  const subject = { kind: 'ticket', id: `ticket-${Math.floor(random() * RUNS)}` };
  const isNew = !started.has(subject.id);
  started.add(subject.id);
  const standing = isNew ? STANDINGS[0] : pick(random, STANDINGS);
  const minutes = Math.floor(random() * 4_320);
  const at = new Date(Date.parse('2026-03-01T12:00:00Z') + minutes * 60_000).toISOString();
  const dueAt = standing.due ? at : null;
  return {
    id: `event-${position}`,
    type: isNew ? 'SlaClockStarted' : standing.type,
    position,
    occurredAt: at,
    recordedAt: at,
    data: {
      subject,
      clock: 'arrival',
      cycle: 1,
      policy: { id: 'house', version: 1 },
      calendar: { id: 'office', version: 1 },
      startedAt: '2026-03-01T01:00:00.000Z',
      dueAt: at,
      standing: {
        status: standing.status,
        verdict: standing.verdict,
        dueAt,
        stoppedAt: standing.status === 'stopped' ? at : null,
        warnings: [],
      },
      attributes: {
        customerId: 'c1',
        technicianId: pick(random, ['t1', 't2', null]),
        team: pick(random, ['north "1"', 'south', null]),
        category: pick(random, ['paid', 'free']),
        priority: pick(random, ['urgent', 'low']),
        ...(random() < 0.5 ? { region: 'urban', tier: 'key' } : {}),
      },
    },
  } as unknown as RecordedEvent;
}

/** Events in batches of any size, through consumer and projection, as the feed would. */
async function deliver(zone: string): Promise<void> {
  const consumer = countVerdicts(zone);
  for (let from = 0; from < events.length;) {
    const batch = events.slice(from, from + 1 + Math.floor(random() * 200));
    await inTransaction(test.engine.pool, 'BEGIN', (client) => consumer.handle(batch, client));
    from += batch.length;
  }
}

/** The clocks as their projection folds them. */
async function fold(): Promise<void> {
  const rows = new Map<string, SlaClockRow>();
  for (const event of events) {
    const key = slaClockProjection.keyOf(event) ?? '';
    const row = slaClockProjection.apply(rows.get(key), event);
    if (row) rows.set(key, row);
  }
  await test.engine.pool.query('TRUNCATE gongdan.sla_clock');
  await test.engine.pool.query(
    'INSERT INTO gongdan.sla_clock SELECT * FROM json_populate_recordset(NULL::gongdan.sla_clock, $1)',
    [JSON.stringify([...rows.values()])],
  );
}

const total = async (): Promise<number> => {
  const { rows } = await test.engine.pool.query<{ total: string }>(
    'SELECT sum(met + missed + breached) AS total FROM gongdan.sla_day',
  );
  return Number(rows[0]?.total);
};

describe('the counters of verdicts', () => {
  it('equal a fresh count over the clocks, whatever befalls these', async () => {
    await fold();
    await deliver(ZONE);
    expect(await checkRollUp(test.engine.pool, ZONE)).toEqual([]);
    expect(await total()).toBeGreaterThan(20);
  });

  it('count nothing twice where what was delivered comes again', async () => {
    const before = await total();
    // The last word on every clock, once more.
    const last = [
      ...new Map(events.map((event) => [slaClockProjection.keyOf(event), event])).values(),
    ];
    const consumer = countVerdicts(ZONE);
    await inTransaction(test.engine.pool, 'BEGIN', (client) => consumer.handle(last, client));
    expect(await total()).toBe(before);
  });

  it('show a wrong number to the check', async () => {
    const { pool } = test.engine;
    const change =
      'UPDATE gongdan.sla_day_clock SET met = met + $1 WHERE day = (SELECT min(day) FROM gongdan.sla_day_clock)';
    await pool.query(change, [1]);
    expect((await checkRollUp(pool, ZONE)).map(({ table }) => table)).toContain('sla_day_clock');
    await pool.query(change, [-1]);
    expect(await checkRollUp(pool, ZONE)).toEqual([]);
  });

  it('are counted anew, from the beginning, in another time zone', async () => {
    const { pool } = test.engine;
    expect(await prepareRollUp(pool, ZONE)).toBe(false);
    expect(await prepareRollUp(pool, 'America/New_York')).toBe(true);
    expect(await total()).toBe(0);
    const { rows } = await pool.query<{ position: string }>(
      'SELECT position FROM gongdan.consumer_checkpoint WHERE name = $1',
      [COUNT_VERDICTS],
    );
    expect(Number(rows[0]?.position)).toBe(0);
    await deliver('America/New_York');
    expect(await checkRollUp(pool, 'America/New_York')).toEqual([]);
    expect(await checkRollUp(pool, ZONE)).not.toEqual([]);
  });
});
