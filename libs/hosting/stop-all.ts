import { messageOf } from '@gongdan/core';

type Stop = () => Promise<unknown> | undefined;

/** Stops one after the other, each of them whatever those before it threw. Throws the first failure. */
export async function stopAll(stops: readonly Stop[]): Promise<void> {
  const failures: unknown[] = [];
  for (const stop of stops) {
    try {
      await stop();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}

/**
 * The same after a start that failed. Never throws: what the start failed of is what people must read, so
 * a failure to stop is only noted.
 */
export async function stopAfterFailure(
  stops: readonly Stop[],
  note: (line: string) => void,
): Promise<void> {
  try {
    await stopAll(stops);
  } catch (error) {
    note(`A part of the engine could not be stopped: ${messageOf(error)}`);
  }
}
