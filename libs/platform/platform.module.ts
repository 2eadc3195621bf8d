import {
  Global,
  Inject,
  Module,
  type BeforeApplicationShutdown,
  type DynamicModule,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type Provider,
} from '@nestjs/common';
import { DataSource } from 'typeorm';
import { realPause } from '@gongdan/event-feed';
import type { Engine } from './engine/compose-engine.js';
import { FreshReads } from './http/fresh-reads.js';
import { HealthController } from './http/health.controller.js';
import { MetricsController } from './http/metrics.controller.js';
import { AuthController } from './identity/api/auth.controller.js';
import { UsersController } from './identity/api/users.controller.js';
import { Sessions, UserAccounts } from './identity/index.js';
import { ListReader } from './stage-kit/list-reader.js';
import {
  CLOCK,
  COMMAND_EXECUTOR,
  ENGINE,
  EVENT_FEED,
  EVENT_STORE,
  ID_GENERATOR,
  KEY_VAULT,
  METRICS,
  PG_POOL,
  POLICY_RUNNER,
  PROJECTION_RUNNER,
  READINESS,
  SETTINGS,
  WORKFLOWS,
} from './tokens.js';

/** What the composed engine offers to every stage module, under the tokens of tokens.ts. */
@Global()
@Module({})
export class PlatformModule
  implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown
{
  constructor(@Inject(ENGINE) private readonly engine: Engine) {}

  /** After all modules have added their projections and policies. */
  async onApplicationBootstrap(): Promise<void> {
    await this.engine.start();
  }

  /** While requests are still taken: whoever asks for readiness learns that they will not be for long. */
  async beforeApplicationShutdown(): Promise<void> {
    const { readiness, settings } = this.engine;
    readiness.stopping();
    const drainMs = Math.min(settings.shutdownDrainMs, settings.shutdownMsMax);
    if (drainMs > 0) await realPause(drainMs);
  }

  /** After the last request was answered. */
  async onApplicationShutdown(): Promise<void> {
    await this.engine.stop();
  }

  static forRoot(engine: Engine): DynamicModule {
    const providers: Provider[] = [
      { provide: ENGINE, useValue: engine },
      { provide: SETTINGS, useValue: engine.settings },
      { provide: CLOCK, useValue: engine.clock },
      { provide: ID_GENERATOR, useValue: engine.ids },
      { provide: PG_POOL, useValue: engine.pool },
      { provide: DataSource, useValue: engine.dataSource },
      { provide: KEY_VAULT, useValue: engine.keyVault },
      { provide: EVENT_STORE, useValue: engine.store },
      { provide: COMMAND_EXECUTOR, useValue: engine.executor },
      { provide: EVENT_FEED, useValue: engine.feed },
      { provide: PROJECTION_RUNNER, useValue: engine.projections },
      { provide: POLICY_RUNNER, useValue: engine.policies },
      { provide: WORKFLOWS, useValue: engine.workflows },
      { provide: METRICS, useValue: engine.metrics },
      { provide: READINESS, useValue: engine.readiness },
      { provide: UserAccounts, useValue: engine.accounts },
      { provide: Sessions, useValue: engine.sessions },
      FreshReads,
      ListReader,
    ];
    return {
      module: PlatformModule,
      controllers: [HealthController, MetricsController, AuthController, UsersController],
      providers,
      exports: providers,
    };
  }
}
