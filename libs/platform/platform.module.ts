import {
  Global,
  Inject,
  Module,
  type DynamicModule,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type Provider,
} from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Engine } from './engine/compose-engine.js';
import { FreshReads } from './http/fresh-reads.js';
import { HealthController } from './http/health.controller.js';
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
  PG_POOL,
  POLICY_RUNNER,
  PROJECTION_RUNNER,
  SETTINGS,
  WORKFLOWS,
} from './tokens.js';

/** What the composed engine offers to every stage module, under the tokens of tokens.ts. */
@Global()
@Module({})
export class PlatformModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(@Inject(ENGINE) private readonly engine: Engine) {}

  /** After all modules have added their projections and policies. */
  async onApplicationBootstrap(): Promise<void> {
    await this.engine.start();
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
      { provide: UserAccounts, useValue: engine.accounts },
      { provide: Sessions, useValue: engine.sessions },
      FreshReads,
      ListReader,
    ];
    return {
      module: PlatformModule,
      controllers: [HealthController, AuthController, UsersController],
      providers,
      exports: providers,
    };
  }
}
