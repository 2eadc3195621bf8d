import { epochMsOf } from '@gongdan/core';
import type { EngineAccess } from './engine-access.js';
import { startProgress } from './progress.js';
import { addProjections } from './stages.js';
import type { Terminal } from './terminal.js';

/** A consumer is waited for in steps, so that progress can be shown and Ctrl-C is heard. */
const STEP_MS = 500;

/**
 * Does work that appends much, and answers when all read models show it. Where an engine runs on the same
 * data it keeps them; else this process does meanwhile. `seconds` of the result cover the waiting, too.
 * Policies are not run here: the engine goes through what they missed when it starts.
 */
export async function deliverUntilCaughtUp<Result extends { readonly seconds: number }>(
  engine: EngineAccess,
  terminal: Terminal,
  work: () => Promise<Result>,
): Promise<Result> {
  const startedMs = epochMsOf(engine.clock.now());
  await addProjections(engine);
  if (engine.api === undefined) await engine.start();
  const result = await work();
  await catchUp(engine, terminal);
  const seconds = (epochMsOf(engine.clock.now()) - startedMs) / 1_000;
  await engine.projections.refreshStatistics();
  return { ...result, seconds };
}

async function catchUp(engine: EngineAccess, terminal: Terminal): Promise<void> {
  const end = await engine.store.lastPosition();
  const progress = startProgress(terminal, 'Read models', engine.clock);
  try {
    for (const { name, position } of await engine.projections.status()) {
      let reached = position >= end;
      while (!reached) {
        terminal.signal.throwIfAborted();
        reached = await engine.projections.waitFor(name, end, STEP_MS);
        progress.update(reached ? 1 : 0, reached ? name : `waiting for ${name}`);
      }
    }
  } finally {
    progress.end();
  }
}
