import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { invariant } from '@gongdan/core';

/**
 * The absolute path of a folder below `config/`, e.g. `price-lists`. Found upwards from this file, so
 * that sources, the build and the image find the same one wherever they are started.
 */
export function configFolder(name: string): string {
  let place: string = import.meta.dirname;
  while (!existsSync(join(place, 'config', name))) {
    const above = dirname(place);
    invariant(above !== place, `config/${name} lies beside the engine`);
    place = above;
  }
  return join(place, 'config', name);
}
