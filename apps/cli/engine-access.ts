import type { Engine, EngineOptions } from '@gongdan/platform';
import type { Terminal } from './terminal.js';

/** The engine’s parts for the length of one command. */
export interface EngineAccess extends Engine {
  /** Base URL of the API of the engine that runs on the same data; undefined: none does. */
  readonly api: string | undefined;
  /** Absolute path of DATA_DIR. */
  readonly dataFolder: string;
}

/** Where the engine’s data is, for as long as one command takes; the engine itself is not composed. */
export interface EngineParts extends Omit<EngineOptions, 'migrations' | 'clock'> {
  readonly api: string | undefined;
}

/**
 * Does `work` with what an engine is composed of: on the database of the engine that runs on DATA_DIR,
 * else on the database there (or at DATABASE_URL), which is stopped again at the end. Loaded only here:
 * commands without a database start at once.
 */
export async function withEngineParts<Value>(
  terminal: Terminal,
  purpose: string,
  work: (parts: EngineParts) => Promise<Value>,
): Promise<Value> {
  const { configFolder, connectToEngine, readSettings } = await import('@gongdan/platform');
  const { ticketWorkflowVocabulary } = await import('@gongdan/ticket');
  const { loadWorkflows } = await import('@gongdan/workflow');
  const settings = readSettings(terminal.environment);
  const workflows = loadWorkflows(configFolder('workflows'), ticketWorkflowVocabulary);
  const note = (line: string) => terminal.note(line);
  const connection = await connectToEngine(settings, { purpose: `gongdan ${purpose}`, note });
  try {
    const { databaseUrl, dataFolder, api } = connection;
    return await work({ settings, workflows, databaseUrl, dataFolder, api, note });
  } finally {
    await connection.close();
  }
}

/** The same with the engine composed. Nothing is delivered to projections or policies by itself. */
export function withEngine<Value>(
  terminal: Terminal,
  purpose: string,
  work: (engine: EngineAccess) => Promise<Value>,
): Promise<Value> {
  return withEngineParts(terminal, purpose, async ({ api, ...parts }) => {
    const { composeEngine } = await import('@gongdan/platform');
    const { STAGE_MIGRATIONS } = await import('@gongdan/stages');
    const engine = await composeEngine({ ...parts, migrations: STAGE_MIGRATIONS });
    try {
      return await work({ ...engine, api, dataFolder: parts.dataFolder });
    } finally {
      await engine.stop();
    }
  });
}
