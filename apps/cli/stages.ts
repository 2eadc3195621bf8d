import type { EngineAccess } from './engine-access.js';

/** Adds all read models, as the engine does: their names are then known to feed and runner. */
export async function addProjections(engine: EngineAccess): Promise<void> {
  const { STAGE_PROJECTIONS } = await import('@gongdan/stages');
  for (const projection of STAGE_PROJECTIONS) await engine.projections.add(projection);
}

/**
 * Does `work` with every consumer that the engine has, policies too, known to the feed. They are there to
 * be handed single events: nothing is delivered by itself.
 */
export async function withAllConsumers<Value>(
  engine: EngineAccess,
  work: () => Promise<Value>,
): Promise<Value> {
  const { NestFactory } = await import('@nestjs/core');
  const { EngineModule } = await import('@gongdan/stages');
  const nothing = () => Promise.resolve();
  const idle = {
    ...engine,
    firesTimers: false,
    carriesOver: false,
    ordersMaintenance: false,
    start: nothing,
    stop: nothing,
  };
  const application = await NestFactory.createApplicationContext(EngineModule.on(idle), {
    abortOnError: false,
    logger: false,
  });
  try {
    return await work();
  } finally {
    await application.close();
  }
}
