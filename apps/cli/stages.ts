import type { Projection } from '@gongdan/projections';
import type { EngineAccess } from './engine-access.js';

/** Adds all read models, as the engine does: their names are then known to feed and runner. */
export async function addProjections(engine: EngineAccess): Promise<void> {
  for (const projection of await allProjections()) await engine.projections.add(projection);
}

async function allProjections(): Promise<readonly Projection[]> {
  const [customer] = await Promise.all([import('@gongdan/customer')]);
  return [...customer.customerProjections];
}
