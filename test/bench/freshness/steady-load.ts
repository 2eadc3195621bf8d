import { realPause } from '@gongdan/event-feed';
import type { EventStore } from '@gongdan/event-store';
import { ticketEvent } from '../ticket-log.js';

const WARM_UP_SECONDS = 2;

/** Tells when an event of this position could be seen. */
export type Reader = (position: number, ticket: string) => Promise<void>;

export interface SteadyLoad {
  readonly store: EventStore;
  readonly commandsPerSecond: number;
  readonly seconds: number;
  /** Number of the next ticket; moves on. */
  ticket: number;
}

/** Milliseconds from commit to sight of every command after the warm-up. */
export async function measureDelays(load: SteadyLoad, reader: Reader): Promise<number[]> {
  const delaysMs: number[] = [];
  const commands: Promise<void>[] = [];
  const warmUp = WARM_UP_SECONDS * load.commandsPerSecond;
  const count = warmUp + load.seconds * load.commandsPerSecond;
  const startedMs = performance.now();
  for (let n = 0; n < count; n++) {
    const dueMs = startedMs + (n * 1_000) / load.commandsPerSecond;
    const earlyMs = dueMs - performance.now();
    if (earlyMs > 0) await realPause(earlyMs);
    const { write, id } = ticketEvent(load.ticket++, 0);
    const command = async (): Promise<void> => {
      const result = await load.store.append({ writes: [write] });
      if (result.status !== 'appended') throw new Error(result.status);
      const committedMs = performance.now();
      await reader(result.position, id);
      if (n >= warmUp) delaysMs.push(performance.now() - committedMs);
    };
    commands.push(command());
  }
  await Promise.all(commands);
  return delaysMs;
}
