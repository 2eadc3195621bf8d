import { armFaultPoint, type FaultPoint } from '@gongdan/core';
import { composeEngine, configFolder, readSettings, type Engine } from '@gongdan/platform';
import type { Projection } from '@gongdan/projections';
import { STAGE_MIGRATIONS } from '@gongdan/stages';
import { ticketWorkflowVocabulary } from '@gongdan/ticket';
import { loadWorkflows } from '@gongdan/workflow';
import pg from 'pg';
import { TestTime } from './test-time.js';

/**
 * The engine of a process that a test kills (`TimedDesk.killAtPoint`): `SCRIPT URL FOLDER NTH`. Its pool hears the time
 * of test-time.ts; the process says when it passes `point` for the NTH time, and waits there for its end.
 */
export async function openVictim(
  point: FaultPoint,
  projections: readonly Projection[],
): Promise<Engine> {
  const [url = '', dataFolder = '', nth = ''] = process.argv.slice(2);
  const engine = await composeEngine({
    settings: readSettings({ LOG_LEVEL: 'silent' }),
    databaseUrl: url,
    dataFolder,
    workflows: loadWorkflows(configFolder('workflows'), ticketWorkflowVocabulary),
    note: () => undefined,
    migrations: STAGE_MIGRATIONS,
    worksFor: () => false,
    keepsHead: false,
  });
  for (const projection of projections) await engine.projections.add(projection);

  let passed = 0;
  armFaultPoint(point, async () => {
    passed += 1;
    if (passed < Number(nth)) return;
    process.send?.('there');
    await new Promise(() => undefined);
  });

  const pool = new pg.Pool({ connectionString: url, max: 4, options: TestTime.options });
  pool.on('error', () => undefined);
  return { ...engine, pool };
}

/** Tells the test what failed. */
export const tell = (error: unknown): void => {
  process.send?.(String(error));
};
