import { realPause } from '@gongdan/event-feed';
import type { EventStore } from '@gongdan/event-store';
import { ticketEvent } from '../ticket-log.js';

/** Commands at a fixed rate, whatever the answers take, until it is told to stop. */
export class SteadyCommands {
  /** Position of the newest one that was answered. */
  position = 0;
  /** How many were answered. */
  answered = 0;
  private tookMs: number[] = [];
  private failure: unknown;
  private readonly over = new AbortController();
  private readonly running: Promise<void>;

  constructor(
    private readonly store: EventStore,
    readonly perSecond: number,
  ) {
    this.running = this.send();
  }

  /** How long each of them took that was sent while `work` was done, in milliseconds. */
  async during(work: () => Promise<void>): Promise<readonly number[]> {
    const tookMs: number[] = (this.tookMs = []);
    await work();
    this.tookMs = []; // of those that come now
    if (this.failure !== undefined) throw this.failure;
    return tookMs;
  }

  async stop(): Promise<void> {
    this.over.abort();
    await this.running;
    if (this.failure !== undefined) throw this.failure;
  }

  private async send(): Promise<void> {
    const { signal } = this.over;
    const commands = new Set<Promise<void>>();
    const startedMs = performance.now();
    for (let ticket = 0; !signal.aborted; ticket++) {
      const earlyMs = startedMs + (ticket * 1_000) / this.perSecond - performance.now();
      if (earlyMs > 0) await realPause(earlyMs, signal);
      const command = this.register(ticket).catch((error: unknown) => {
        this.failure ??= error;
        this.over.abort();
      });
      commands.add(command);
      void command.finally(() => commands.delete(command));
    }
    await Promise.all(commands);
  }

  private async register(ticket: number): Promise<void> {
    const { tookMs } = this;
    const { write } = ticketEvent(ticket, 0);
    const sentMs = performance.now();
    const result = await this.store.append({ writes: [write] });
    if (result.status !== 'appended') throw new Error(`a command failed: ${result.status}`);
    tookMs.push(performance.now() - sentMs);
    this.position = Math.max(this.position, result.position);
    this.answered += 1;
  }
}
