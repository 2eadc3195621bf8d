import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  closeBounded,
  isExposed,
  listen,
  refuseExposedDemoAccounts,
  refuseTakenPort,
  startRelay,
  stopAfterFailure,
  stopAll,
  type RunningHost,
} from '@gongdan/hosting';
import {
  composeEngine,
  configFolder,
  createHttpApplication,
  openDatabase,
  type Engine,
  type OpenDatabase,
  type Settings,
} from '@gongdan/platform';
import { ticketWorkflowVocabulary } from '@gongdan/ticket';
import {
  EngineModule,
  readDemoPassword,
  setUpDemonstration,
  STAGE_MIGRATIONS,
} from '@gongdan/stages';
import { loadWorkflows } from '@gongdan/workflow';
import { banner } from './banner.js';

export interface HostOptions {
  readonly empty: boolean;
  /** One line for people about what happens meanwhile. */
  readonly note: (line: string) => void;
}

/** Starts the whole engine in this process. Where a part fails, those before it are stopped again. */
export async function startHost(settings: Settings, options: HostOptions): Promise<RunningHost> {
  const beganMs = performance.now();
  const workflows = loadWorkflows(configFolder('workflows'), ticketWorkflowVocabulary);
  const { note } = options;
  await refuseTakenPort(settings);
  const database = await openDatabase(settings, { purpose: 'the engine', note });
  try {
    const { url: databaseUrl, dataFolder } = database;
    const parts = {
      settings,
      databaseUrl,
      dataFolder,
      workflows,
      note,
      migrations: STAGE_MIGRATIONS,
    };
    // Its accounts would be open to other machines.
    if (!options.empty && !isExposed(settings)) await setUpDemonstration(parts);
    const engine = await composeEngine(parts);
    return await serve(engine, database, settings, { beganMs, note });
  } catch (error) {
    await stopAfterFailure([() => database.close()], note);
    throw error;
  }
}

async function serve(
  engine: Engine,
  database: OpenDatabase,
  settings: Settings,
  { beganMs, note }: { readonly beganMs: number; readonly note: HostOptions['note'] },
): Promise<RunningHost> {
  let opened: NestFastifyApplication | undefined;
  try {
    const demoAccounts = await engine.accounts.enabledDemoAccounts();
    refuseExposedDemoAccounts(settings, demoAccounts);
    const app = await createHttpApplication(EngineModule.on(engine), engine);
    opened = app;
    const api = await listen(app, settings);
    database.announce(api);
    const { dataFolder, databaseFolder } = database;
    const demoPassword = readDemoPassword(dataFolder);
    const hasAccounts = (await engine.accounts.list()).length > 0;
    const relay = startRelay(engine, note); // last: nothing fails after it
    return {
      api,
      banner: banner({
        api,
        dataFolder,
        demoAccounts,
        hasAccounts,
        startedMs: performance.now() - beganMs,
        ...(databaseFolder === undefined ? {} : { databaseFolder }),
        ...(demoPassword === undefined ? {} : { demoPassword }),
      }),
      stop: () =>
        stopAll([
          () => relay?.stop(),
          () => closeBounded(app, settings.shutdownMsMax),
          () => engine.stop(), // done already, but for a part of the application that failed to close
          () => database.close(),
        ]),
    };
  } catch (error) {
    await stopAfterFailure([() => opened?.close(), () => engine.stop()], note);
    throw error;
  }
}
