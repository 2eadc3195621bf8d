import { NestFactory } from '@nestjs/core';
import { instantOf } from '@gongdan/core';
import { composeEngine, type Engine, type EngineOptions } from '@gongdan/platform';
import { VirtualClock } from '@gongdan/simulation';
import { EngineModule } from './engine.module.js';
import { STAGE_MIGRATIONS } from './stages.js';

/** An engine whose deciders and policies live in virtual time (the log’s `recordedAt` stays real). */
export interface EngineInVirtualTime extends Engine {
  readonly clock: VirtualClock;
}

/**
 * Runs `work` on an engine with every stage, without HTTP, on a clock of its own. Where another engine
 * runs on the same database, policies stay with that one and act at its time.
 */
export async function withVirtualEngine<Value>(
  options: Omit<EngineOptions, 'clock' | 'migrations'>,
  startMs: number,
  work: (engine: EngineInVirtualTime) => Promise<Value>,
): Promise<Value> {
  const clock = new VirtualClock(instantOf(startMs));
  const engine = await composeEngine({ ...options, clock, migrations: STAGE_MIGRATIONS });
  const application = await startStages(engine);
  try {
    return await work({ ...engine, clock });
  } finally {
    await application.close();
    await engine.stop();
  }
}

async function startStages(engine: Engine) {
  try {
    return await NestFactory.createApplicationContext(EngineModule.on(engine), {
      abortOnError: false,
      logger: false,
    });
  } catch (error) {
    await engine.stop();
    throw error;
  }
}
