import type { EngineAccess } from './engine-access.js';

/** Adds all read models, as the engine does: their names are then known to feed and runner. */
export async function addProjections(engine: EngineAccess): Promise<void> {
  const { STAGE_PROJECTIONS } = await import('@gongdan/stages');
  for (const projection of STAGE_PROJECTIONS) await engine.projections.add(projection);
}
