import { describe, expect, it } from '@jest/globals';
import { stopAfterFailure, stopAll } from './stop-all.js';

/** Stops that write down their names; the named ones fail. */
function stops(...failing: string[]) {
  const stopped: string[] = [];
  const each = ['app', 'engine', 'database'].map((name) => () => {
    stopped.push(name);
    return failing.includes(name) ? Promise.reject(new Error(`${name} hangs`)) : Promise.resolve();
  });
  return { stopped, each };
}

describe('stopping', () => {
  it('goes on behind a part that fails, and throws the first failure', async () => {
    const { stopped, each } = stops('app', 'engine');
    await expect(stopAll(each)).rejects.toThrow('app hangs');
    expect(stopped).toEqual(['app', 'engine', 'database']);
  });

  it('after a failed start only notes it', async () => {
    const { stopped, each } = stops('app');
    const notes: string[] = [];
    await stopAfterFailure([...each, () => undefined], (line) => notes.push(line));
    expect(stopped).toEqual(['app', 'engine', 'database']);
    expect(notes).toEqual(['A part of the engine could not be stopped: app hangs']);
  });
});
