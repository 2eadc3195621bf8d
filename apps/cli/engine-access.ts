import type { Engine } from '@gongdan/platform';
import type { Terminal } from './terminal.js';

/** The engine’s parts for the length of one command. */
export interface EngineAccess extends Engine {
  /** Base URL of the API of the engine that runs on the same data; undefined: none does. */
  readonly api: string | undefined;
  /** Absolute path of DATA_DIR. */
  readonly dataFolder: string;
}

/**
 * Does `work` with the engine’s parts: on the database of the engine that runs on DATA_DIR, else on the
 * database there (or at DATABASE_URL), which is stopped again at the end. Nothing is delivered to
 * projections or policies by itself. The parts are loaded only here: commands without a database start
 * at once.
 */
export async function withEngine<Value>(
  terminal: Terminal,
  purpose: string,
  work: (engine: EngineAccess) => Promise<Value>,
): Promise<Value> {
  const { composeEngine, configFolder, connectToEngine, readSettings } =
    await import('@gongdan/platform');
  const { ticketWorkflowVocabulary } = await import('@gongdan/ticket');
  const { loadWorkflows } = await import('@gongdan/workflow');
  const settings = readSettings(terminal.environment);
  const workflows = loadWorkflows(configFolder('workflows'), ticketWorkflowVocabulary);
  const connection = await connectToEngine(settings, {
    purpose: `gongdan ${purpose}`,
    note: (line) => terminal.note(line),
  });
  try {
    const { databaseUrl, dataFolder, api } = connection;
    const engine = await composeEngine({
      settings,
      workflows,
      databaseUrl,
      dataFolder,
      note: (line) => terminal.note(line),
    });
    try {
      return await work({ ...engine, api, dataFolder });
    } finally {
      await engine.stop();
    }
  } finally {
    await connection.close();
  }
}
