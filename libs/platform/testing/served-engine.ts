import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { DynamicModule } from '@nestjs/common';
import { streamName } from '@gongdan/core';
import type { AppendRequest, StreamWrite } from '@gongdan/event-store';
import { createTestEngine, type TestEngine } from '../../../test/setup/test-engine.js';
import { Scraped } from '../../../test/setup/scraped.js';
import { ROUTE_POLICY, type RouteRule } from '../access/route-policy.js';
import type { Engine, EngineOptions } from '../engine/compose-engine.js';
import { createHttpApplication } from '../http/http-application.js';
import { PlatformModule } from '../platform.module.js';

export interface ServedOptions extends Partial<EngineOptions> {
  readonly environment?: Readonly<Record<string, string>>;
  readonly controllers?: NonNullable<DynamicModule['controllers']>;
  readonly policy?: Readonly<Record<string, RouteRule>>;
}

/** An engine without stages, as a host serves it, asked over real HTTP. */
export class ServedEngine {
  private stopping: Promise<void> | undefined;

  private constructor(
    readonly test: TestEngine,
    readonly app: NestFastifyApplication,
    readonly base: string,
  ) {}

  /** `prepare` adds what the engine is to run, before it starts. */
  static async start(
    options: ServedOptions = {},
    prepare: (engine: Engine) => Promise<void> = () => Promise.resolve(),
  ): Promise<ServedEngine> {
    const { controllers = [], policy = {}, ...given } = options;
    const test = await createTestEngine(given);
    await prepare(test.engine);
    const imports = [PlatformModule.forRoot(test.engine)];
    const module = { module: class ServedModule {}, imports, controllers };
    const app = await createHttpApplication(module, test.engine, {
      policy: { ...ROUTE_POLICY, ...policy },
    });
    await app.listen(0, '127.0.0.1');
    return new ServedEngine(test, app, await app.getUrl());
  }

  /** One that is stopped in any case after `work`. */
  static async during(
    options: ServedOptions,
    work: (served: ServedEngine) => Promise<void>,
    prepare?: (engine: Engine) => Promise<void>,
  ): Promise<void> {
    const served = await ServedEngine.start(options, prepare);
    try {
      await work(served);
    } finally {
      await served.stop();
    }
  }

  get engine(): Engine {
    return this.test.engine;
  }

  ask(method: string, path: string, headers: Readonly<Record<string, string>> = {}) {
    return fetch(`${this.base}${path}`, { method, headers });
  }

  async scrape(): Promise<Scraped> {
    const response = await this.ask('GET', '/metrics');
    if (response.status !== 200) throw new Error(await response.text());
    return new Scraped(await response.text());
  }

  /** The answer to a probe: its status, and what it says. */
  async ready(): Promise<{ status: number; text: string }> {
    const response = await this.ask('GET', '/health/ready', { connection: 'close' });
    return { status: response.status, text: await response.text() };
  }

  append(writes: readonly StreamWrite[], more: Omit<AppendRequest, 'writes'> = {}) {
    return this.engine.store.append({ writes, ...more });
  }

  /** A technician is released: one event of a contract that asks for nothing. */
  release(technician: string, expected: StreamWrite['expected'] = 'any'): StreamWrite {
    const { ids, clock } = this.engine;
    const event = {
      id: ids.next(),
      type: 'TechnicianReleased',
      schemaVersion: 1,
      data: {},
      actor: 'test',
      occurredAt: clock.now(),
      correlationId: 'c',
      causationId: null,
      customerId: null,
    };
    return { stream: streamName('technician', technician), expected, events: [event] };
  }

  /** May be called again. */
  stop(): Promise<void> {
    return (this.stopping ??= (async () => {
      await this.app.close();
      await this.test.remove();
    })());
  }
}
