import { setTimeout as pause } from 'node:timers/promises';

const LOOK_EVERY_MS = 50;
const PATIENCE_MS = 90_000;

/** Looks again and again until there is something; throws where patience ends. `what`: for the message. */
export async function until<Value>(
  what: string,
  look: () => Value | undefined | Promise<Value | undefined>,
  patienceMs = PATIENCE_MS,
): Promise<Value> {
  const beganMs = performance.now();
  for (;;) {
    const value = await look();
    if (value !== undefined) return value;
    if (performance.now() - beganMs > patienceMs) {
      throw new Error(`${what}: not within ${patienceMs} ms`);
    }
    await pause(LOOK_EVERY_MS);
  }
}
