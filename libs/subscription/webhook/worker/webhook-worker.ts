import { messageOf } from '@gongdan/core';
import { hasCode, retryPauseMs } from '@gongdan/event-feed';
import { probePauseMs } from '../domain/retry-schedule.js';
import type { DisabledReason } from '../domain/webhook.js';
import { readAssignment, type Assignment } from './assignment.js';
import { Backlog } from './backlog.js';
import { Courier } from './courier.js';
import type { Lease, Standing } from './lease-store.js';
import { LogReader } from './log-reader.js';
import { RecordQueue } from './record-queue.js';
import { Recorder, type Recorded } from './recorder.js';
import { disable } from './webhook-health.js';
import type { WorkerParts } from './worker-parts.js';

/** Works on one webhook for as long as this process has its lease: reads the log, delivers, records. */
export class WebhookWorker {
  private readonly backlog: Backlog;
  private readonly reader: LogReader;
  private readonly courier: Courier;
  /** Ends deliveries under way. */
  private readonly cut = new AbortController();
  /** Ends the worker: the lease is lost. */
  private readonly end = new AbortController();
  /** Ends a round: somebody changed the webhook. */
  private changed = new AbortController();
  private url = '';
  /** Of deliveries, in a row. */
  private failures = 0;
  /** Of our own parts, in a row. */
  private troubles = 0;

  constructor(
    readonly lease: Lease,
    private readonly parts: WorkerParts,
    /** By `performance.now()`; moved on by every sign of life that the database has taken. */
    private validUntilMs: number,
  ) {
    const { pool, turns, settings, random } = parts;
    const { webhookId } = lease;
    const onTrouble = (error: unknown, signal: AbortSignal) => this.trouble(error, signal);
    this.backlog = new Backlog(pool, turns, lease, settings.leaseMs);
    this.reader = new LogReader(this.backlog, parts, {
      onAdmitted: () => this.courier.lookUp(),
      onMoved: () => this.changed.abort(),
      onTrouble,
    });
    const recorder = new Recorder(webhookId, this.backlog, { ...settings, random });
    const queue = new RecordQueue(recorder, (recorded) => this.note(recorded));
    this.courier = new Courier(this.backlog, queue, parts, {
      isMine: () => performance.now() < this.validUntilMs,
      atOnceMax: () => this.atOnceMax(),
      cut: this.cut.signal,
      onTrouble,
    });
  }

  /** Until `signal` aborts, the lease is lost, or the webhook is not active any more. */
  async run(signal: AbortSignal): Promise<void> {
    const over = AbortSignal.any([signal, this.end.signal]);
    let timer: NodeJS.Timeout | undefined;
    const cutLater = (): void => {
      timer = setTimeout(() => this.cut.abort(), this.parts.settings.stopMsMax);
    };
    over.addEventListener('abort', cutLater, { once: true });
    try {
      for (;;) {
        const assignment = await this.assignment(over);
        if (assignment === undefined) return;
        this.changed = new AbortController();
        const round = AbortSignal.any([over, this.changed.signal]);
        await Promise.all([
          this.reader.run(assignment, round),
          this.courier.run(assignment, round),
        ]);
      }
    } finally {
      over.removeEventListener('abort', cutLater);
      clearTimeout(timer);
    }
  }

  /** What a sign of life found; undefined: the lease is lost, or the webhook was removed. */
  see(standing: Standing | undefined, validUntilMs: number): void {
    if (standing === undefined) return this.lose();
    this.validUntilMs = validUntilMs;
    const isSame = standing.generation === this.reader.generation;
    if (isSame && !standing.isOwnerDisabled) void this.reader.writeSeen();
    else this.changed.abort();
  }

  private lose(): void {
    this.validUntilMs = -Infinity;
    this.cut.abort();
    this.end.abort();
  }

  /** Undefined: there is nothing (more) to do here. */
  private async assignment(over: AbortSignal): Promise<Assignment | undefined> {
    const { pool, secrets } = this.parts;
    while (!over.aborted) {
      try {
        const found = await readAssignment(pool, this.lease, secrets);
        if (found?.state !== 'active') return undefined;
        this.url = found.url;
        this.failures = found.failures;
        this.reader.begin(found);
        const reason = unfit(found);
        if (reason === undefined) return found;
        await this.disable(reason);
      } catch (error) {
        await this.trouble(error, over);
      }
    }
    return undefined;
  }

  private async disable(reason: DisabledReason): Promise<void> {
    const { webhookId } = this.lease;
    const isDisabled = await this.backlog.transaction((client) =>
      disable(client, webhookId, reason),
    );
    if (isDisabled) this.parts.onDisabled(webhookId, this.url, reason);
  }

  /** While nothing gets through, one at a time, with rests between, finds out whether the receiver is back. */
  private atOnceMax(): number {
    const { deliveriesAtOnceMax, strainedFailures } = this.parts.settings;
    return this.failures >= strainedFailures ? 1 : deliveriesAtOnceMax;
  }

  private note({ accepted, next, failures, disabled }: Recorded): void {
    this.reader.release(accepted);
    this.courier.offer(next);
    this.failures = failures;
    this.courier.rest(probePauseMs(failures, this.parts.settings, this.parts.random));
    this.troubles = 0;
    if (disabled === undefined) return;
    this.parts.onDisabled(this.lease.webhookId, this.url, disabled);
    this.changed.abort();
  }

  /** Not the receiver’s fault: the database or the log is away, or the lease is lost. */
  private async trouble(error: unknown, signal: AbortSignal): Promise<void> {
    if (hasCode(error, 'WEBHOOK.LEASE_LOST')) return this.lose();
    const { pause, random, note } = this.parts;
    this.troubles += 1;
    if (this.troubles === 1) note(`webhook ${this.lease.webhookId} waits: ${messageOf(error)}`);
    await pause(retryPauseMs(this.troubles, random), signal);
  }
}

/** Why a webhook cannot be worked on, whatever its receiver does. */
function unfit({ isOwnerDisabled, secrets }: Assignment): DisabledReason | undefined {
  if (isOwnerDisabled) return 'owner-disabled';
  return secrets.some(({ secret }) => secret !== undefined) ? undefined : 'secret-unreadable';
}
