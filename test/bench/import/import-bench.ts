import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { billingProjections } from '@gongdan/billing';
import { complaintProjections } from '@gongdan/complaint';
import { customerProjections } from '@gongdan/customer';
import { feedbackProjections } from '@gongdan/feedback';
import { importEventLog, loadMapping, RejectsFile } from '@gongdan/import';
import { composeEngine, configFolder, readSettings, type Engine } from '@gongdan/platform';
import { technicianProjections } from '@gongdan/technician';
import { ticketProjections, ticketWorkflowVocabulary } from '@gongdan/ticket';
import { loadWorkflows } from '@gongdan/workflow';

import { openBenchDatabase, temporaryFolder } from '../bench-database.js';
import { benchRow, type BenchOptions, type BenchRow } from '../bench-row.js';
import { copyRowsPerSecond, parsedLog } from './copy-control.js';
import { writeGeneratedLog } from './generated-log.js';

export interface ImportBenchOptions extends BenchOptions {
  readonly repetitions?: number;
}

const GENERATED_ROWS = 20_000;
const CAUGHT_UP_MS_MAX = 300_000;
const ALL_PROJECTIONS = [
  ...ticketProjections,
  ...customerProjections,
  ...technicianProjections,
  ...billingProjections,
  ...feedbackProjections,
  ...complaintProjections,
];

/**
 * Rows per second of an import into an empty engine until every projection shows its last event, as a
 * ratio to a plain COPY of the same rows into the same server. The log is the one that the environment
 * variable GONGDAN_REAL_LOG names, else a generated one of the same shape.
 */
export async function runImportBench(options: ImportBenchOptions = {}): Promise<BenchRow[]> {
  const { repetitions = 3 } = options;
  const database = await openBenchDatabase();
  try {
    const realLog = process.env['GONGDAN_REAL_LOG'];
    const file = realLog ?? join(database.dataFolder, 'generated.csv.gz');
    if (realLog === undefined) writeGeneratedLog(file, GENERATED_ROWS);
    const log = parsedLog(file);
    const pairs: [number, number][] = [];
    for (let repetition = 0; repetition < repetitions; repetition++) {
      const url = await database.createDatabase(`import_${repetition}`);
      const copied = await copyRowsPerSecond(url, log);
      pairs.push([await importRowsPerSecond(url, file, log.rows.length), copied]);
    }
    const what = realLog === undefined ? 'generated' : 'real';
    const rows = log.rows.length.toLocaleString('en');
    return [
      benchRow(
        {
          suite: 'import',
          case: `${rows} rows (${what} log), ${ALL_PROJECTIONS.length} projections caught up`,
          unit: 'rows/s',
          control: 'COPY of the same rows',
        },
        pairs,
      ),
    ];
  } finally {
    await database.remove();
  }
}

async function importRowsPerSecond(url: string, file: string, rows: number): Promise<number> {
  const folder = temporaryFolder();
  const workflows = loadWorkflows(configFolder('workflows'), ticketWorkflowVocabulary);
  const engine = await composeEngine({
    settings: readSettings({ DATA_DIR: folder }),
    databaseUrl: url,
    dataFolder: folder,
    workflows,
    note: (line) => console.error(line),
  });
  try {
    for (const projection of ALL_PROJECTIONS) await engine.projections.add(projection);
    await engine.start();
    const startedAt = performance.now();
    const result = await importEventLog({
      file,
      mapping: loadMapping(configFolder('imports/servicenow-incidents.yaml')),
      workflows,
      store: engine.store,
      clock: engine.clock,
      rejects: new RejectsFile(join(folder, 'rejects.csv')),
      checkpointFolder: join(folder, 'imports'),
    });
    if (result.rows !== rows) throw new Error(`${result.rows} rows of ${rows} were seen`);
    await caughtUp(engine);
    return rows / ((performance.now() - startedAt) / 1_000);
  } finally {
    await engine.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function caughtUp({ store, projections }: Engine): Promise<void> {
  const end = await store.lastPosition();
  for (const { name } of ALL_PROJECTIONS) {
    if (!(await projections.waitFor(name, end, CAUGHT_UP_MS_MAX))) {
      throw new Error(`${name} did not catch up`);
    }
  }
}
