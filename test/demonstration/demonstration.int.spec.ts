import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { STAGES, type Stage } from '@gongdan/contracts';
import { verifyLog } from '@gongdan/event-store';
import { configFolder, readSettings, type EngineOptions } from '@gongdan/platform';
import { simulateDemonstration, type SimulationReport } from '@gongdan/simulation';
import { STAGE_PROJECTIONS, withVirtualEngine, type EngineInVirtualTime } from '@gongdan/stages';
import { ticketWorkflowVocabulary } from '@gongdan/ticket';
import { loadWorkflows } from '@gongdan/workflow';
import { createTestDatabase, type TestDatabase } from '../setup/test-database.js';
import { ticketHistories } from '../simulation/ticket-histories.js';
import { inMemoryVirtualEngine } from '../simulation/virtual-engine.js';

const NOW_MS = Date.parse('2026-03-12T15:00:00+08:00');
const ZONE = 'Asia/Shanghai';

let database: TestDatabase;
let dataFolder: string;
let options: EngineOptions;

beforeAll(async () => {
  database = await createTestDatabase([]);
  dataFolder = mkdtempSync(join(tmpdir(), 'gongdan-demonstration-'));
  options = {
    settings: readSettings({ DATA_DIR: dataFolder, DATABASE_URL: database.url }),
    databaseUrl: database.url,
    dataFolder,
    workflows: loadWorkflows(configFolder('workflows'), ticketWorkflowVocabulary),
    note: () => undefined,
  };
});

afterAll(async () => {
  await database.drop();
  rmSync(dataFolder, { recursive: true, force: true });
});

const count = async (engine: EngineInVirtualTime, sql: string): Promise<Map<string, number>> => {
  const { rows } = await engine.pool.query<{ name: string; count: string }>(sql);
  return new Map(rows.map((row) => [row.name, Number(row.count)]));
};

describe('the demonstration organisation', () => {
  let report: SimulationReport;

  it('has tickets in every stage, invoices, surveys and a complaint, all in virtual time', async () => {
    await withVirtualEngine(options, NOW_MS, async (engine) => {
      let technicians = 0;
      report = await simulateDemonstration(engine, NOW_MS, ZONE, (organisation) => {
        technicians = organisation.technicians.length;
        return Promise.resolve();
      });
      expect(technicians).toBe(report.technicians);
      for (const { name } of STAGE_PROJECTIONS) {
        const consumer = `projection:${name}`;
        expect(await engine.feed.waitFor(consumer, report.lastPosition, 20_000)).toBe(true);
      }
      const stages = await count(
        engine,
        'SELECT stage AS name, count(*) FROM gongdan.ticket_detail GROUP BY stage',
      );
      expect([...stages.keys()].sort()).toEqual([...STAGES].sort() satisfies Stage[]);
      const types = await count(
        engine,
        'SELECT type AS name, count(*) FROM gongdan.event GROUP BY type',
      );
      for (const type of [
        'InvoiceIssued',
        'PaymentReceived',
        'SurveyAnswered',
        'ComplaintOpened',
      ]) {
        expect(types.get(type) ?? 0).toBeGreaterThan(0);
      }
      const late = await engine.pool.query('SELECT FROM gongdan.event WHERE occurred_at > $1', [
        new Date(NOW_MS),
      ]);
      expect(late.rowCount).toBe(0);
    });
  }, 60_000);

  it('has one maintenance visit behind it, one in hand, and the next of both ahead', async () => {
    await withVirtualEngine(options, NOW_MS, async ({ pool }) => {
      const { rows: plans } = await pool.query(
        `SELECT ordered_count, done_count, next_due_on > $1::timestamptz AS is_ahead
           FROM gongdan.maintenance_plan ORDER BY first_on`,
        [new Date(NOW_MS)],
      );
      expect(plans).toEqual([
        { ordered_count: 1, done_count: 1, is_ahead: true },
        { ordered_count: 1, done_count: 0, is_ahead: true },
      ]);
      const { rows: visits } = await pool.query(
        `SELECT stage, appointment_from > $1 AS is_ahead
           FROM gongdan.ticket_detail WHERE channel = 'maintenance' ORDER BY appointment_from`,
        [new Date(NOW_MS)],
      );
      expect(visits).toEqual([
        { stage: expect.stringMatching(/^(feedback|closed)$/), is_ahead: false },
        { stage: 'dispatch', is_ahead: true },
      ]);
    });
  }, 60_000);

  it('leaves a log that is whole, no dead letters, and read models that equal a fold', async () => {
    await withVirtualEngine(options, NOW_MS, async (engine) => {
      expect((await verifyLog(engine.rawStore)).findings).toEqual([]);
      expect(await engine.feed.deadLetters()).toEqual([]);
      for (const projection of STAGE_PROJECTIONS) {
        const check = await engine.projections.check(projection.name);
        expect({ name: projection.name, ...check }).toMatchObject({ differences: [] });
      }
    });
  }, 60_000);

  it('is, ticket for ticket, what the same seed gives on in-memory ports', async () => {
    const inMemory = inMemoryVirtualEngine(options.workflows);
    await simulateDemonstration(inMemory, NOW_MS, ZONE, () => Promise.resolve());
    const expected = await ticketHistories(inMemory.store);
    expect(expected.size).toBe(report.tickets);
    await withVirtualEngine(options, NOW_MS, async (engine) => {
      expect(await ticketHistories(engine.store)).toEqual(expected);
    });
  }, 60_000);

  it('was moved by commands that the rules accepted', () => {
    expect(report.commands).toBeGreaterThan(1_000);
    expect(report.refused).toBeLessThan(report.commands / 100);
  });
});
