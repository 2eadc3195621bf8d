import { messageOf, type IdGenerator } from '@gongdan/core';
import { LeaseStore, type Lease } from './lease-store.js';
import { WakeUp } from './wake-up.js';
import { WebhookWorker } from './webhook-worker.js';
import type { WorkerParts } from './worker-parts.js';

interface Working {
  readonly worker: WebhookWorker;
  readonly done: Promise<void>;
}

export interface RunnerParts extends WorkerParts {
  readonly ids: IdGenerator;
}

/**
 * Works on all webhooks that no other process works on. Any number of processes may run one: each webhook is
 * worked on in the one that holds its lease, and goes to another where that one dies or falls asleep.
 */
export class WebhookRunner {
  private readonly leases: LeaseStore;
  private readonly news: WakeUp;
  private readonly working = new Map<string, Working>();
  private running: { readonly abort: AbortController; readonly done: Promise<void> } | undefined;

  constructor(private readonly parts: RunnerParts) {
    const { pool, settings, ids, pause } = parts;
    this.leases = new LeaseStore(pool, settings.leaseMs, ids.next());
    this.news = new WakeUp(pause);
  }

  get isStarted(): boolean {
    return this.running !== undefined;
  }

  start(): void {
    if (this.running !== undefined) return;
    const abort = new AbortController();
    this.running = { abort, done: this.run(abort.signal) };
  }

  /** Lets deliveries under way end, for a while; what is not recorded then is sent again later. */
  async stop(): Promise<void> {
    const { running } = this;
    if (running === undefined) return;
    running.abort.abort();
    await running.done;
    this.running = undefined;
  }

  /** Something was changed: look now and not in a while. */
  look(): void {
    this.news.wake();
  }

  private async run(signal: AbortSignal): Promise<void> {
    const { note, settings } = this.parts;
    let isAway = false;
    while (!signal.aborted) {
      try {
        await this.prolong();
        await this.take(signal);
        isAway = false;
      } catch (error) {
        if (!isAway) note(`webhooks wait for the database: ${messageOf(error)}`);
        isAway = true;
      }
      await this.news.wait(settings.lookMs, signal);
    }
    // Deliveries under way keep their leases: they end within less than a lease’s time.
    await Promise.all([...this.working.values()].map(({ done }) => done));
  }

  private async prolong(): Promise<void> {
    const workers = [...this.working.values()].map(({ worker }) => worker);
    const validUntilMs = performance.now() + this.parts.settings.leaseMs;
    const standings = await this.leases.prolong(workers.map(({ lease }) => lease));
    for (const worker of workers) worker.see(standings.get(worker.lease.webhookId), validUntilMs);
  }

  private async take(signal: AbortSignal): Promise<void> {
    const validUntilMs = performance.now() + this.parts.settings.leaseMs;
    for (const lease of await this.leases.take()) {
      const worker = new WebhookWorker(lease, this.parts, validUntilMs);
      const done = this.work(worker, lease, signal);
      this.working.set(lease.webhookId, { worker, done });
    }
  }

  private async work(worker: WebhookWorker, lease: Lease, signal: AbortSignal): Promise<void> {
    try {
      await worker.run(signal);
    } catch (error) {
      this.parts.note(`the work on webhook ${lease.webhookId} broke off: ${messageOf(error)}`);
    }
    if (this.working.get(lease.webhookId)?.worker === worker) this.working.delete(lease.webhookId);
    // A lease that cannot be given back runs out by itself.
    await this.leases.release(lease).catch(() => undefined);
  }
}
