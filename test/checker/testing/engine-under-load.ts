import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { GongdanError } from '@gongdan/core';
import { configFolder, createHttpApplication } from '@gongdan/platform';
import { EngineModule, STAGE_MIGRATIONS } from '@gongdan/stages';
import { ticketWorkflowVocabulary } from '@gongdan/ticket';
import { loadWorkflows } from '@gongdan/workflow';
import { createTestEngine, type TestEngine } from '../../setup/test-engine.js';
import { runClients } from '../clients.js';
import type { Attempt } from '../evidence.js';
import { readDatabase, type DatabaseEvidence } from '../reading/read-database.js';
import { journalFiles, readJournals } from '../reading/read-journals.js';
import { waitUntilSettled } from '../reading/wait-until-settled.js';

const SEED = 4;
const CLIENTS = 6;
const PATIENCE_MS = 60_000;
const LOGIN = { username: 'founder', password: 'correct horse battery' };

/** A whole engine in this process, on a database of its own, asked over real HTTP. */
export class EngineUnderLoad {
  /** Folder of the clients’ journals. */
  readonly journals = mkdtempSync(join(tmpdir(), 'gongdan-journals-'));

  private constructor(
    private readonly test: TestEngine,
    private readonly app: NestFastifyApplication,
  ) {}

  static async open(
    options: Pick<NonNullable<Parameters<typeof createTestEngine>[0]>, 'environment' | 'feed'> = {},
  ): Promise<EngineUnderLoad> {
    const test = await createTestEngine({
      workflows: loadWorkflows(configFolder('workflows'), ticketWorkflowVocabulary),
      migrations: STAGE_MIGRATIONS,
      ...options,
    });
    const { engine } = test;
    const created = await engine.accounts.create({ ...LOGIN, roles: ['administrator'] });
    if (!created.ok) throw new GongdanError(created.error);
    const app = await createHttpApplication(EngineModule.on(engine), engine);
    await app.listen(0, '127.0.0.1');
    return new EngineUnderLoad(test, app);
  }

  get databaseUrl(): string {
    return this.test.databaseUrl;
  }

  /** Answers what did not go as planned, by ticket. */
  async load(commands: number, patienceMs = PATIENCE_MS): Promise<readonly string[]> {
    const troubles: string[] = [];
    await runClients({
      base: await this.app.getUrl(),
      login: LOGIN,
      journals: this.journals,
      seed: SEED,
      clients: CLIENTS,
      commands,
      patienceMs,
      note: (line) => troubles.push(line),
    });
    return troubles;
  }

  attempts(): Attempt[] {
    return readJournals(journalFiles([this.journals]));
  }

  /** Log and read models once nothing follows any more; `prefix`: that of the topics, where there are any. */
  settled(prefix?: string, patienceMs = PATIENCE_MS): Promise<DatabaseEvidence> {
    return waitUntilSettled(() => readDatabase({ url: this.databaseUrl, prefix }), patienceMs);
  }

  async remove(): Promise<void> {
    await this.app.close();
    await this.test.remove();
    rmSync(this.journals, { recursive: true, force: true });
  }
}
