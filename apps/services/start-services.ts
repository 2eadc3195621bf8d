import { join, resolve } from 'node:path';
import { refuseTakenPort, stopAfterFailure, stopAll, type RunningHost } from '@gongdan/hosting';
import {
  composeEngine,
  configFolder,
  openDatabase,
  readTopicPlan,
  type EngineOptions,
  type Settings,
} from '@gongdan/platform';
import {
  readDemoPassword,
  SERVICE_NAMES,
  setUpDemonstration,
  STAGE_MIGRATIONS,
} from '@gongdan/stages';
import { ticketWorkflowVocabulary } from '@gongdan/ticket';
import { loadWorkflows } from '@gongdan/workflow';
import { startGateway } from './gateway.js';
import { startOwnKafka } from './own-kafka.js';
import { ServiceProcess } from './service-process.js';

/** Of each service: all of them share one server. */
const SERVICE_CONNECTIONS_MAX = 8;
/** For the embedded server: what all services may open. */
const CONNECTIONS_MAX = 320;

interface ServicesOptions {
  readonly empty: boolean;
  readonly note: (line: string) => void;
}

/** Starts database, broker, all services and the gateway. Where a part fails, those before it are stopped. */
export async function startServices(
  settings: Settings,
  { empty, note }: ServicesOptions,
): Promise<RunningHost> {
  const stops: (() => Promise<unknown>)[] = [];
  try {
    await refuseTakenPort(settings);
    const database = await openDatabase(
      { ...settings, databaseConnectionsMax: CONNECTIONS_MAX },
      { purpose: 'the services', note },
    );
    stops.push(() => database.close());
    const { url: databaseUrl, dataFolder } = database;
    const brokers = await provideBrokers(settings, dataFolder, note, stops);
    const parts: EngineOptions = {
      settings: { ...settings, kafkaBrokers: brokers },
      databaseUrl,
      dataFolder,
      workflows: loadWorkflows(configFolder('workflows'), ticketWorkflowVocabulary),
      note,
      migrations: STAGE_MIGRATIONS,
    };
    if (!empty) await setUpDemonstration(parts);
    await createTopics(parts);
    const services = SERVICE_NAMES.map(
      (name) =>
        new ServiceProcess(
          name,
          environmentOf(settings, { databaseUrl, dataFolder, brokers }),
          note,
        ),
    );
    stops.push(() => Promise.all(services.map((service) => service.stop())));
    await Promise.all(services.map((service) => service.start()));
    const gateway = await startGateway(
      settings,
      (name) => services.find((service) => service.name === name)?.api,
    );
    stops.push(() => gateway.stop());
    database.announce(gateway.api);
    return {
      api: gateway.api,
      banner: bannerOf(gateway.api, brokers, readDemoPassword(dataFolder)),
      stop: () => stopAll(stops.toReversed()),
    };
  } catch (error) {
    await stopAfterFailure(stops.toReversed(), note);
    throw error;
  }
}

async function provideBrokers(
  settings: Settings,
  dataFolder: string,
  note: (line: string) => void,
  stops: (() => Promise<unknown>)[],
): Promise<readonly string[]> {
  if (settings.kafkaBrokers !== undefined) return settings.kafkaBrokers;
  const kafka = await startOwnKafka(join(dataFolder, 'kafka'), note);
  stops.push(() => kafka.stop());
  return [kafka.brokers];
}

async function createTopics(parts: EngineOptions): Promise<void> {
  const engine = await composeEngine({ ...parts, keepsHead: false });
  try {
    const { kafka } = engine;
    await kafka?.broker.createTopics(readTopicPlan(kafka.topics));
  } finally {
    await engine.stop();
  }
}

const environmentOf = (
  settings: Settings,
  shared: { databaseUrl: string; dataFolder: string; brokers: readonly string[] },
): NodeJS.ProcessEnv => ({
  ...process.env,
  HOST: '127.0.0.1',
  PORT: '0',
  DATABASE_URL: shared.databaseUrl,
  DATABASE_CONNECTIONS_MAX: String(
    Math.min(settings.databaseConnectionsMax, SERVICE_CONNECTIONS_MAX),
  ),
  DATA_DIR: resolve(shared.dataFolder),
  KAFKA_BROKERS: shared.brokers.join(','),
});

const bannerOf = (
  api: string,
  brokers: readonly string[],
  demoPassword: string | undefined,
): string =>
  [
    '',
    `Gongdan 工单 is running as ${SERVICE_NAMES.length} services. Ctrl-C stops them.`,
    '',
    `  API       ${api}/api/v1`,
    `  browse it ${api}/api/v1/docs`,
    `  Kafka     ${brokers.join(',')}`,
    ...(demoPassword === undefined
      ? []
      : ['', `Demonstration accounts (dispatcher, …), all with the password ${demoPassword}`]),
    '',
  ].join('\n');
