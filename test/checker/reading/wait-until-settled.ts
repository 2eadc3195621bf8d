import { setTimeout as pause } from 'node:timers/promises';
import type { DatabaseEvidence } from './read-database.js';

const LOOK_EVERY_MS = 500;

/**
 * Reads again and again until every consumer, and the relay where there is one, has come to the end of the
 * log; then nothing more follows from what was asked. Answers what it read last: where patience ends before
 * that, the checks tell who is behind.
 */
export async function waitUntilSettled(
  read: () => Promise<DatabaseEvidence>,
  patienceMs: number,
): Promise<DatabaseEvidence> {
  const beganMs = performance.now();
  for (;;) {
    const evidence = await read();
    if (isSettled(evidence) || performance.now() - beganMs > patienceMs) return evidence;
    await pause(LOOK_EVERY_MS);
  }
}

function isSettled({ log, readModels, relay }: DatabaseEvidence): boolean {
  const last = log.at(-1)?.position ?? 0;
  const positions = Object.values(readModels.checkpoints);
  return [...positions, relay?.position ?? last].every((position) => position === last);
}
