import { createSecretKey, randomBytes, randomUUID } from 'node:crypto';
import { eventContract, type GongdanEvent } from '@gongdan/contracts';
import { instantOf, LimitedTurns, streamName, type StreamName } from '@gongdan/core';
import { Sleeper } from '../../libs/event-feed/testing/sleeper.js';
import pg from 'pg';
import { eventually } from './eventually.js';
import { createTestEngine, type TestEngine } from './test-engine.js';
import {
  CheckedTargets,
  type Lookup,
} from '../../libs/subscription/webhook/delivery/checked-targets.js';
import { Sender } from '../../libs/subscription/webhook/delivery/sender.js';
import type { PrivateTargets } from '../../libs/subscription/webhook/domain/target-url.js';
import { webhookMigrations } from '../../libs/subscription/webhook/migrations/index.js';
import {
  createWebhook,
  type NewWebhook,
} from '../../libs/subscription/webhook/store/create-webhook.js';
import { SecretBox } from '../../libs/subscription/webhook/store/secret-box.js';
import { SecretStore } from '../../libs/subscription/webhook/store/secret-store.js';
import {
  readWebhooks,
  type WebhookView,
} from '../../libs/subscription/webhook/store/webhook-rows.js';
import { WebhookStore } from '../../libs/subscription/webhook/store/webhook-store.js';
import {
  WEBHOOK_DEFAULTS,
  type WebhookSettings,
} from '../../libs/subscription/webhook/worker/webhook-settings.js';
import { WebhookRunner } from '../../libs/subscription/webhook/worker/webhook-runner.js';

/** Pauses that take no time worth naming; as many as the real ones. */
export const QUICK_PAUSES_MS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

/** A process that works on webhooks, as far as one can be had without forking. */
export interface WorkProcess {
  readonly runner: WebhookRunner;
  /** Stops it as the operating system would: no timer of its ends any more, until `wakeUp`. */
  readonly sleeper: Sleeper;
}

export interface ProcessOptions {
  readonly settings?: Partial<WebhookSettings>;
  readonly privateTargets?: PrivateTargets;
  readonly lookup?: Lookup;
  readonly answerMsMax?: number;
  /** Secrets sealed by others cannot be opened. */
  readonly otherKey?: boolean;
}

/** One engine’s database and log, and any number of processes that work on its webhooks. */
export class WebhookScene {
  readonly notes: string[] = [];
  readonly secrets: SecretStore;
  readonly store: WebhookStore;
  readonly keyBytes = randomBytes(32);
  private readonly key = createSecretKey(this.keyBytes);
  private readonly runners: WebhookRunner[] = [];
  private readonly pools: pg.Pool[] = [];

  private constructor(readonly test: TestEngine) {
    this.secrets = new SecretStore(new SecretBox(this.key));
    this.store = new WebhookStore(test.engine.pool, this.secrets);
  }

  static async open(): Promise<WebhookScene> {
    return new WebhookScene(await createTestEngine({ migrations: webhookMigrations }));
  }

  async close(): Promise<void> {
    await this.stop();
    await Promise.all(this.pools.map((pool) => pool.end()));
    await this.test.remove();
  }

  /** Stops all processes, so that what a test left behind disturbs no other. */
  async stop(): Promise<void> {
    await Promise.all(this.runners.splice(0).map((runner) => runner.stop()));
  }

  async removeAll(): Promise<void> {
    await this.stop();
    await this.test.engine.pool.query('DELETE FROM gongdan.webhook');
  }

  process(options: ProcessOptions = {}): WorkProcess {
    const { engine, databaseUrl } = this.test;
    const sleeper = new Sleeper();
    const pool = new pg.Pool({ connectionString: databaseUrl, max: 6 });
    pool.on('error', () => undefined);
    this.pools.push(pool);
    const targets = new CheckedTargets(
      options.privateTargets ?? 'allowed',
      1_000,
      ...(options.lookup ? [options.lookup] : []),
    );
    const key = options.otherKey === true ? createSecretKey(randomBytes(32)) : this.key;
    const runner = new WebhookRunner({
      store: engine.store,
      pool,
      turns: new LimitedTurns(3),
      secrets: new SecretStore(new SecretBox(key)),
      sender: new Sender(targets, {
        connectMsMax: 1_000,
        answerMsMax: options.answerMsMax ?? 5_000,
      }),
      settings: {
        ...WEBHOOK_DEFAULTS,
        leaseMs: 1_000,
        lookMs: 50,
        pausesMs: QUICK_PAUSES_MS,
        probePauseMsStep: 1,
        ...options.settings,
      },
      ids: { next: randomUUID },
      random: { next: Math.random },
      pause: sleeper.pause,
      note: (line) => this.notes.push(line),
      onDisabled: (id, url, reason) => this.notes.push(`disabled ${id} ${url} ${reason}`),
    });
    runner.start();
    this.runners.push(runner);
    return { runner, sleeper };
  }

  /** Answers id and secret; events from the beginning of the log where nothing else is said. */
  async webhook(
    url: string,
    more: Partial<NewWebhook> = {},
  ): Promise<{ readonly id: string; readonly secret: string }> {
    const { id, secret = '' } = await createWebhook(this.test.engine.pool, this.secrets, {
      id: randomUUID(),
      url,
      description: null,
      filter: {},
      personal: false,
      owner: null,
      after: 0,
      actor: 'admin-1',
      ...more,
    });
    return { id, secret };
  }

  async view(id: string): Promise<WebhookView> {
    const [found] = await readWebhooks(this.test.engine.pool, { id });
    if (found === undefined) throw new Error(`there is no webhook ${id}`);
    return found;
  }

  /** `count` remarks, in turn on so many streams of their own. Answers the streams. */
  async write(count: number, streams = 5): Promise<readonly StreamName[]> {
    const names = Array.from({ length: streams }, () => streamName('ticket', randomUUID()));
    for (let n = 0; n < count; n++) {
      await this.append(names[n % streams] ?? names[0], remark(`${n}`));
    }
    return names;
  }

  /** Answers the position. */
  async append(
    stream: StreamName | undefined,
    event: GongdanEvent,
    customerId = `c-${stream}`,
  ): Promise<number> {
    const { store, ids } = this.test.engine;
    const result = await store.append({
      writes: [
        {
          stream: stream ?? streamName('ticket', randomUUID()),
          expected: 'any',
          events: [
            {
              id: ids.next(),
              type: event.type,
              schemaVersion: eventContract(event.type).schemaVersion,
              data: event.data,
              actor: 'clerk-one',
              occurredAt: instantOf(Date.now()),
              correlationId: ids.next(),
              causationId: null,
              customerId,
            },
          ],
        },
      ],
    });
    if (result.status !== 'appended') throw new Error(result.status);
    return result.position;
  }

  /** Waits until the webhook has nothing left of the log as it is now. */
  async delivered(id: string): Promise<void> {
    const end = await this.test.engine.store.lastPosition();
    await eventually(`${id} has delivered everything up to ${end}`, async () => {
      const { position } = await this.view(id);
      return position >= end;
    });
  }

  /** Waits until the process that works on it has given one more sign of life. */
  async looked(id: string): Promise<void> {
    const lease = async (): Promise<number | undefined> => {
      const { rows } = await this.test.engine.pool.query<{ lease_until: Date }>(
        'SELECT lease_until FROM gongdan.webhook WHERE id = $1',
        [id],
      );
      return rows[0]?.lease_until.getTime();
    };
    const before = await lease();
    await eventually(`somebody looked at ${id}`, async () => (await lease()) !== before);
  }

  async until(id: string, state: WebhookView['state']): Promise<WebhookView> {
    await eventually(`${id} is ${state}`, async () => (await this.view(id)).state === state);
    return this.view(id);
  }
}

export const remark = (text: string): GongdanEvent => ({
  type: 'TicketCommented',
  data: { commentId: randomUUID(), text, visibility: 'internal' },
});
