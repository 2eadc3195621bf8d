import {
  Inject,
  Module,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { LimitedTurns } from '@gongdan/core';
import { realPause } from '@gongdan/event-feed';
import { keyFileIn } from '@gongdan/event-store';
import { ENGINE, systemRandom, type Engine } from '@gongdan/platform';
import { WebhooksController } from './api/webhooks.controller.js';
import { CheckedTargets } from './delivery/checked-targets.js';
import { CONNECT_MS_MAX } from './delivery/post.js';
import { Sender } from './delivery/sender.js';
import { DISABLED_REASONS } from './domain/webhook.js';
import { SecretBox } from './store/secret-box.js';
import { SecretStore } from './store/secret-store.js';
import { WebhookStore } from './store/webhook-store.js';
import { Webhooks } from './webhooks.js';
import { webhookSource } from './webhook-source.js';
import { WEBHOOK_DEFAULTS } from './worker/webhook-settings.js';
import { WebhookRunner } from './worker/webhook-runner.js';

/** Apart from the keys of customers, which are in folders of their own. */
const SECRETS_KEY_FILE = 'webhook-secrets.key';

/** Most connections of the pool of feed and projections at once. */
const CONNECTIONS_MAX = 3;

/** Webhooks: their routes, and the work on them. */
@Module({
  controllers: [WebhooksController],
  providers: [
    {
      provide: SecretStore,
      inject: [ENGINE],
      useFactory: async ({ keysFolder }: Engine) => {
        const key = await keyFileIn(keysFolder, SECRETS_KEY_FILE);
        return new SecretStore(new SecretBox(key));
      },
    },
    {
      provide: CheckedTargets,
      inject: [ENGINE],
      useFactory: ({ settings }: Engine) =>
        new CheckedTargets(settings.webhookPrivateTargets, CONNECT_MS_MAX),
    },
    {
      provide: Sender,
      inject: [ENGINE, CheckedTargets],
      useFactory: ({ settings }: Engine, targets: CheckedTargets) =>
        new Sender(targets, {
          connectMsMax: Math.min(CONNECT_MS_MAX, settings.webhookTimeoutMs),
          answerMsMax: settings.webhookTimeoutMs,
        }),
    },
    {
      provide: WebhookStore,
      inject: [ENGINE, SecretStore],
      useFactory: ({ pool }: Engine, secrets: SecretStore) => new WebhookStore(pool, secrets),
    },
    {
      provide: WebhookRunner,
      inject: [ENGINE, SecretStore, Sender],
      useFactory: (engine: Engine, secrets: SecretStore, sender: Sender) =>
        new WebhookRunner({
          store: engine.store,
          pool: engine.workPool,
          turns: new LimitedTurns(CONNECTIONS_MAX),
          ids: engine.ids,
          note: engine.note,
          random: systemRandom,
          pause: realPause,
          secrets,
          sender,
          settings: {
            ...WEBHOOK_DEFAULTS,
            pausesMs: engine.settings.webhookRetrySeconds.map((seconds) => seconds * 1_000),
          },
          onDisabled: (id, url, reason) =>
            engine.note(
              `webhook ${id} to ${new URL(url).host} was disabled: ${DISABLED_REASONS[reason]} POST /api/v1/webhooks/${id}/resume goes on where it stands.`,
            ),
        }),
    },
    {
      provide: Webhooks,
      inject: [ENGINE, WebhookStore, SecretStore, CheckedTargets, Sender, WebhookRunner],
      useFactory: (
        { pool, ids, store: log }: Engine,
        store: WebhookStore,
        secrets: SecretStore,
        targets: CheckedTargets,
        sender: Sender,
        runner: WebhookRunner,
      ) =>
        new Webhooks({
          pool,
          ids,
          log,
          store,
          secrets,
          targets,
          sender,
          onChange: () => runner.look(),
        }),
    },
  ],
})
export class WebhookModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    @Inject(ENGINE) private readonly engine: Engine,
    private readonly runner: WebhookRunner,
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost,
  ) {}

  /** Only where HTTP is served: a program that plays in virtual time sends nothing to anybody. */
  onApplicationBootstrap(): void {
    const { metrics, pool, store, sendsWebhooks } = this.engine;
    if (!sendsWebhooks || !(this.host as HttpAdapterHost | undefined)?.httpAdapter) return;
    this.runner.start();
    metrics.addSource(webhookSource(pool, store));
  }

  /** Before the engine stops, whose database it needs. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.runner.stop();
  }
}
