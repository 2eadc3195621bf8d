import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeEngine, readSettings, type Engine, type EngineOptions } from '@gongdan/platform';
import { Workflows } from '@gongdan/workflow';
import { createTestDatabase } from './test-database.js';

export interface TestEngine {
  readonly engine: Engine;
  /** For a second engine, or a look from outside. */
  readonly databaseUrl: string;
  /** What the engine told an operator. */
  readonly notes: readonly string[];
  /** Stops the engine (again, where a host did so) and removes its database and folder. */
  remove(): Promise<void>;
}

/** A whole engine on a database of its own, not started: composed as a host does it. */
export async function createTestEngine(
  options: Partial<EngineOptions> & {
    readonly environment?: Readonly<Record<string, string>>;
  } = {},
): Promise<TestEngine> {
  const { environment, ...given } = options;
  const database = await createTestDatabase([]);
  const dataFolder = mkdtempSync(join(tmpdir(), 'gongdan-engine-'));
  const notes: string[] = [];
  const engine = await composeEngine({
    settings: readSettings({ LOG_LEVEL: 'silent', PORT: '0', ...environment }),
    databaseUrl: database.url,
    dataFolder,
    workflows: new Workflows([]),
    note: (line) => notes.push(line),
    // Tests say when a working day begins, and when a visit is due.
    carriesOver: false,
    ordersMaintenance: false,
    ...given,
  });
  return {
    engine,
    databaseUrl: database.url,
    notes,
    async remove() {
      await engine.stop();
      await database.drop();
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}
