import type { Pause } from '../retry.js';
import type { Beat, CheckpointStore } from './checkpoint-store.js';
import type { ConsumerWorker } from './consumer-worker.js';
import type { FeedSettings } from './feed-settings.js';

/** A lease is prolonged this often within its time. */
const BEATS_PER_LEASE = 3;

/**
 * Keeps the rows of all consumers of a process up to date between their batches, in one statement:
 * leases are prolonged, and positions that were only skipped over are written down.
 */
export class CheckpointKeeper {
  private wake = new AbortController();
  private ticksSinceBeat = 0;
  /** What other processes can read of each worker. */
  private readonly published = new WeakMap<ConsumerWorker, string>();

  constructor(
    private readonly workers: () => Iterable<ConsumerWorker>,
    private readonly checkpoints: CheckpointStore,
    private readonly settings: FeedSettings,
    private readonly pause: Pause,
  ) {}

  /** Write skipped positions down now: somebody waits for one. */
  flush(): void {
    this.wake.abort();
  }

  async run(signal: AbortSignal): Promise<void> {
    const { flushMs, leaseMs } = this.settings;
    const ticksPerBeat = Math.max(1, Math.floor(leaseMs / BEATS_PER_LEASE / flushMs));
    signal.addEventListener('abort', () => this.flush(), { once: true });
    while (!signal.aborted) {
      await this.pause(flushMs, this.wake.signal);
      if (signal.aborted) return;
      const woken = this.wake.signal.aborted;
      if (woken) this.wake = new AbortController();
      else this.ticksSinceBeat += 1;
      const everybody = this.ticksSinceBeat >= ticksPerBeat;
      if (everybody) this.ticksSinceBeat = 0;
      await this.beat(everybody);
    }
  }

  private async beat(everybody: boolean): Promise<void> {
    const beaten: [ConsumerWorker, Beat][] = [];
    for (const worker of this.workers()) {
      const { progress, standing } = worker;
      if (progress === undefined) continue;
      const { persisted, settled } = progress;
      const words = `${standing.state} ${standing.lastError ?? ''}`;
      const news = settled !== persisted || this.published.get(worker) !== words;
      if (!everybody && !news) continue;
      this.published.set(worker, words);
      beaten.push([worker, { progress, persisted, settled, ...standing }]);
    }
    if (beaten.length === 0) return;
    try {
      const positions = await this.checkpoints.beat(beaten.map(([, beat]) => beat));
      for (const [worker, beat] of beaten) {
        const position = positions.get(beat.progress.consumer);
        if (position !== undefined) worker.noteBeat(beat, position);
        else if (!worker.delivering) worker.haveALook();
      }
    } catch {
      // The database is away: leases run out unless it comes back in time. A crash of it may also have
      // taken back checkpoints that were committed last.
      for (const [worker] of beaten) worker.distrust();
    }
  }
}
