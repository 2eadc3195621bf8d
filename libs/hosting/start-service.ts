import {
  composeEngine,
  configFolder,
  createHttpApplication,
  openDataFolder,
  type Engine,
  type Settings,
} from '@gongdan/platform';
import { GongdanError } from '@gongdan/core';
import {
  EngineModule,
  serviceAt,
  serviceNamed,
  STAGE_MIGRATIONS,
  type ServiceName,
} from '@gongdan/stages';
import { ticketWorkflowVocabulary } from '@gongdan/ticket';
import { loadWorkflows } from '@gongdan/workflow';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { refuseExposedDemoAccounts } from './exposed-demo-accounts.js';
import { closeBounded, listen } from './listen.js';
import type { RunningHost } from './running-host.js';
import { startRelay } from './start-relay.js';
import { stopAfterFailure, stopAll } from './stop-all.js';

/**
 * Starts one service: its own part of the API and of the consumers, on the database and the topics that all
 * services share. Any number of instances may run. DATA_DIR is shared, too: it holds the keys.
 */
export async function startService(
  name: ServiceName,
  settings: Settings,
  note: (line: string) => void,
): Promise<RunningHost> {
  const { databaseUrl } = settings;
  if (databaseUrl === undefined) throw noDatabase();
  const { consumers } = serviceNamed(name);
  const engine = await composeEngine({
    settings,
    databaseUrl,
    dataFolder: openDataFolder(settings.dataDir),
    workflows: loadWorkflows(configFolder('workflows'), ticketWorkflowVocabulary),
    note,
    migrations: STAGE_MIGRATIONS,
    feed: 'kafka',
    worksFor: (consumer) => consumers.includes(consumer),
    keepsHead: name === 'relay',
    sendsWebhooks: name === 'relay',
    firesTimers: name === 'sla',
    carriesOver: name === 'dispatch',
    ordersMaintenance: name === 'customer',
  });
  return serve(name, engine, note);
}

async function serve(
  name: ServiceName,
  engine: Engine,
  note: (line: string) => void,
): Promise<RunningHost> {
  const { settings } = engine;
  let app: NestFastifyApplication | undefined;
  try {
    refuseExposedDemoAccounts(settings, await engine.accounts.enabledDemoAccounts());
    app = await createHttpApplication(EngineModule.on(engine), engine, {
      serves: (path) => serviceAt(path)?.name === name,
    });
    const opened = app;
    const api = await listen(opened, settings);
    const relay = name === 'relay' ? startRelay(engine, note) : undefined; // last: nothing fails after it
    return {
      api,
      banner: `Gongdan ${name} is running at ${api} (process ${process.pid}).`,
      stop: () =>
        stopAll([
          () => relay?.stop(),
          () => closeBounded(opened, settings.shutdownMsMax),
          () => engine.stop(), // done already, but for a part of the application that failed to close
        ]),
    };
  } catch (error) {
    await stopAfterFailure([() => app?.close(), () => engine.stop()], note);
    throw error;
  }
}

const noDatabase = (): GongdanError =>
  new GongdanError({
    code: 'SETTINGS.NO_DATABASE',
    category: 'invalid',
    message: 'A service shares its database with the others, and DATABASE_URL is not set.',
    hint: 'Set it, e.g. DATABASE_URL=postgres://user:password@127.0.0.1:5432/gongdan.',
  });
