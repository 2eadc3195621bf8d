import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GongdanError } from '@gongdan/core';
import { composeEngine, configFolder, openDatabase, readSettings } from '@gongdan/platform';
import { ticketWorkflowVocabulary } from '@gongdan/ticket';
import { loadWorkflows } from '@gongdan/workflow';
import { temporaryFolder } from '../bench-database.js';
import { startServerProcess } from './server-process.js';

const ACCOUNT = { username: 'bench', roles: ['clerk', 'dispatcher'] } as const;

export interface EngineProcess {
  /** Base URL, without /api/v1. */
  readonly url: string;
  /** Of a login that may register and comment. */
  readonly token: string;
  readonly databaseUrl: string;
  /** A request below /api/v1 that must succeed; answers its body. */
  post(path: string, body: object): Promise<Record<string, unknown>>;
  remove(): Promise<void>;
}

/** The standalone engine as its own process on an empty DATA_DIR, with one account that is logged in. */
export async function startEngineProcess(
  environment: Readonly<Record<string, string>> = {},
): Promise<EngineProcess> {
  const dataFolder = temporaryFolder();
  const password = randomUUID();
  await createAccount(dataFolder, password);
  const program = `../../../apps/standalone/main${extname(import.meta.url)}`;
  const server = await startServerProcess(
    [fileURLToPath(new URL(program, import.meta.url)), '--empty'],
    { DATA_DIR: dataFolder, PORT: '0', LOG_LEVEL: 'warn', ...environment },
    () => runningIn(dataFolder)?.api,
  );
  const post = async (path: string, body: object, token?: string) => {
    const answer = await fetch(`${server.url}/api/v1${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
    });
    const answered = (await answer.json()) as Record<string, unknown>;
    if (!answer.ok) throw new Error(`POST ${path}: ${JSON.stringify(answered)}`);
    return answered;
  };
  const login = await post('/auth/login', { username: ACCOUNT.username, password });
  const token = String(login['token']);
  return {
    url: server.url,
    token,
    databaseUrl: runningIn(dataFolder)?.databaseUrl ?? '',
    post: (path, body) => post(path, body, token),
    remove: async () => {
      await server.stop();
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}

async function createAccount(dataFolder: string, password: string): Promise<void> {
  const settings = readSettings({ DATA_DIR: dataFolder, LOG_LEVEL: 'silent' });
  const note = () => undefined;
  const database = await openDatabase(settings, { purpose: 'a benchmark', note });
  const engine = await composeEngine({
    settings,
    databaseUrl: database.url,
    dataFolder,
    workflows: loadWorkflows(configFolder('workflows'), ticketWorkflowVocabulary),
    note,
  });
  const created = await engine.accounts.create({ ...ACCOUNT, password });
  await engine.stop();
  await database.close();
  if (!created.ok) throw new GongdanError(created.error);
}

/** The running engine writes its addresses into DATA_DIR. */
function runningIn(dataFolder: string): { api: string; databaseUrl: string } | undefined {
  const file = join(dataFolder, 'engine.json');
  if (!existsSync(file)) return undefined;
  return JSON.parse(readFileSync(file, 'utf8')) as { api: string; databaseUrl: string };
}
