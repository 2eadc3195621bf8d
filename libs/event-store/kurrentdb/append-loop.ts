import { epochMsOf, faultPoint, GongdanError, messageOf, type Clock } from '@gongdan/core';
import type { CheckedAppend } from '../append-validation.js';
import type { AppendResult } from '../event-store.js';
import { busy, outcomeUnknown, unavailable } from '../store-failures.js';
import { rejectAll, WaitingAppends, type PendingAppend } from '../waiting-appends.js';
import { planAppends, type AppendPlan, type PlannedAppend } from './append-plan.js';
import { membersOf } from './event-record.js';
import type { KurrentConnection } from './kurrent-connection.js';
import {
  inconsistent,
  RevisionConflict,
  serverUnfit,
  TransactionTooLarge,
} from './kurrent-failures.js';
import { storeParts, type PartsPlace } from './parts.js';
import type { KurrentStoreLimits } from './store-limits.js';
import type { StreamNames } from './stream-names.js';
import type { WriterMemory } from './writer-memory.js';

/** Pauses while the server is away. */
const PAUSE_MS_MIN = 50;
const PAUSE_MS_MAX = 500;
/**
 * How long a process may write without a break. The one that wrote last knows the log’s end and would be
 * faster than all others for ever; it steps back for as long as they need to read that end and to write.
 */
const TURN_MS_MAX = 50;
const STEP_BACK_MS_MIN = 5;
const STEP_BACK_MS_MAX = 50;

/** The share of the server’s limit that is used: it may count a little more than we do. */
const SURELY_WITHIN = 0.85;

/** An append of the batch in hand. */
interface Taken extends Omit<PendingAppend, 'queuedAtMs'> {
  queuedAtMs: number;
  parts?: readonly PartsPlace[];
}

export interface AppendLoopParts {
  readonly connection: KurrentConnection;
  readonly names: StreamNames;
  readonly memory: WriterMemory;
  readonly clock: Clock;
  readonly limits: KurrentStoreLimits;
  readonly newPartsId: () => string;
}

/**
 * Group commit with an optimistic lock. What waits becomes one transaction, one at a time; it expects the
 * log to end where this process believes it does. If another process was faster, the batch is decided anew
 * on what that one wrote.
 */
export class AppendLoop {
  private readonly waiting: WaitingAppends;
  private running: Promise<void> | undefined;
  private lastError: unknown;
  private transactionBytesMax: number;
  private closed = false;

  constructor(private readonly its: AppendLoopParts) {
    this.transactionBytesMax = its.limits.transactionBytesMax;
    this.waiting = new WaitingAppends(
      its.limits.waitMsMax,
      () => this.lastError,
      () => undefined,
    );
  }

  submit(checked: CheckedAppend): Promise<AppendResult> {
    if (this.closed) return Promise.reject(unavailable('it is closed'));
    const { waitingAppendsMax, waitingBytesMax } = this.its.limits;
    const { count, bytes } = this.waiting;
    const isFull = count >= waitingAppendsMax || bytes + checked.bytes > waitingBytesMax;
    if (isFull && count > 0) return Promise.reject(busy(waitingAppendsMax));
    return new Promise((resolve, reject) => {
      this.waiting.push({ checked, queuedAtMs: performance.now(), resolve, reject });
      this.running ??= this.run();
    });
  }

  /** Waits until everything that was submitted is answered; refuses new appends from now on. */
  async close(): Promise<void> {
    this.closed = true;
    await this.running;
    this.waiting.stop();
  }

  private async run(): Promise<void> {
    await Promise.resolve(); // what this turn of the event loop brings goes along
    const { batchAppendsMax, batchBytesMax } = this.its.limits;
    let turnBeganAtMs = performance.now();
    for (;;) {
      const batch = this.waiting.take(batchAppendsMax, batchBytesMax, 'repeated');
      if (batch.length === 0) break;
      const beganAtMs = performance.now();
      await this.work(batch);
      const nowMs = performance.now();
      if (nowMs - turnBeganAtMs < TURN_MS_MAX) continue;
      const asLongAs = (nowMs - beganAtMs) * 3;
      await pause(Math.min(Math.max(asLongAs, STEP_BACK_MS_MIN), STEP_BACK_MS_MAX));
      turnBeganAtMs = performance.now();
    }
    this.running = undefined;
  }

  /** Answers all of them, or gives some back to those who wait. Never throws. */
  private async work(batch: readonly PendingAppend[]): Promise<void> {
    let taken: readonly Taken[] = batch.map((append) => ({ ...append }));
    let careful = false;
    for (let pauseMs = PAUSE_MS_MIN; ; pauseMs = Math.min(pauseMs * 2, PAUSE_MS_MAX)) {
      taken = this.inTime(taken);
      if (taken.length === 0) return;
      try {
        const outcome = await this.attempt(taken, careful);
        if (outcome === 'answered') return;
        if (outcome === 'halve') taken = this.firstHalf(taken);
        if (outcome === 'look closer') careful = true;
        if (outcome !== 'outdated') continue;
      } catch (error) {
        if (error instanceof TransactionTooLarge) {
          if (this.learnLimit(error)) continue;
          if (taken.length === 1) return this.fail(taken, limitTooLow(error));
          taken = this.firstHalf(taken);
          continue;
        }
        if (!(error instanceof RevisionConflict)) {
          if (!isPassing(error)) return this.fail(taken, error);
          this.lastError = error;
          this.its.memory.forget();
          await pause(pauseMs);
          continue;
        }
      }
      const hasNews = await this.hasNews();
      if (careful && !hasNews) return this.fail(taken, notWhereTheLogSays());
      careful = true;
    }
  }

  private async attempt(taken: readonly Taken[], careful: boolean) {
    const { connection, names, memory, clock } = this.its;
    const view = await memory.view(
      taken.map(({ checked }) => checked),
      careful,
    );
    const plan = planAppends(taken.map(plannedOf), view, names, epochMsOf(clock.now()));
    const isAllNew = plan.results.every(({ status }) => status === 'appended');
    if (!careful && !isAllNew) return 'look closer';
    if (plan.bytes > this.transactionBytesMax) {
      if (taken.length > 1) return 'halve';
      const [only] = taken;
      if (only && only.parts === undefined) {
        await this.storeInParts(only);
        return 'again';
      }
    }
    if (plan.writes.length === 0) {
      if (!(await memory.isCurrent())) return 'outdated';
    } else {
      await connection.append(plan.writes);
      memory.written(plan);
    }
    this.lastError = undefined;
    await this.tell(taken, plan);
    return 'answered';
  }

  private async tell(taken: readonly Taken[], { results }: AppendPlan): Promise<void> {
    try {
      await faultPoint('append.after-commit');
    } catch (error) {
      rejectAll(taken, outcomeUnknown(error));
      return;
    }
    taken.forEach(({ resolve }, index) => resolve(results[index] as AppendResult));
  }

  /** What fails here has written nothing that anybody can see. */
  private async storeInParts(append: Taken): Promise<void> {
    const { connection, names, newPartsId } = this.its;
    const { writes, command } = append.checked;
    const contents = writes.flatMap(({ stream, events }) =>
      events.map(({ event, dataText }) => partedText(membersOf(stream, event), dataText)),
    );
    if (command) contents.push(`{"outcome":${command.outcomeText}}`);
    try {
      append.parts = await storeParts(
        { connection, names, bytesMax: this.transactionBytesMax },
        newPartsId(),
        contents,
      );
      append.queuedAtMs = performance.now(); // it has not waited, it has worked
    } catch (error) {
      if (error instanceof GongdanError && error.category !== 'unknown') throw error;
      if (error instanceof TransactionTooLarge) throw error;
      throw unavailable(messageOf(error), error);
    }
  }

  private async hasNews(): Promise<boolean> {
    try {
      return await this.its.memory.catchUp();
    } catch (error) {
      this.lastError = error;
      this.its.memory.forget();
      return true; // not known; the next attempt meets the same trouble and waits
    }
  }

  private fail(taken: readonly Taken[], error: unknown): void {
    this.its.memory.forget();
    rejectAll(taken, error);
  }

  /** Whether the server takes less than was known: then the same goes again, in smaller pieces. */
  private learnLimit({ bytesMax }: TransactionTooLarge): boolean {
    const learned = (bytesMax ?? Number.POSITIVE_INFINITY) * SURELY_WITHIN;
    if (learned >= this.transactionBytesMax) return false;
    this.transactionBytesMax = learned;
    return true;
  }

  private firstHalf(taken: readonly Taken[]): readonly Taken[] {
    const middle = Math.ceil(taken.length / 2);
    this.waiting.putBack(taken.slice(middle));
    return taken.slice(0, middle);
  }

  /** Those who have waited too long are told so: what is in hand here was not written. */
  private inTime(taken: readonly Taken[]): readonly Taken[] {
    const { waitMsMax } = this.its.limits;
    const isLate = ({ queuedAtMs }: Taken) => performance.now() - queuedAtMs >= waitMsMax;
    const why =
      this.lastError === undefined
        ? `no turn came within ${waitMsMax} ms`
        : `it did not answer within ${waitMsMax} ms (${messageOf(this.lastError)})`;
    rejectAll(taken.filter(isLate), unavailable(why, this.lastError));
    return taken.filter((append) => !isLate(append));
  }
}

const plannedOf = ({ checked, parts }: Taken): PlannedAppend =>
  parts === undefined ? { checked } : { checked, parts };

/** See `PartedEvent`. */
const partedText = (members: ReturnType<typeof membersOf>, dataText: string): string =>
  `{"members":${JSON.stringify(members)},"data":${dataText}}`;

/** Nothing was written, and the same may go well in a moment. */
const isPassing = (error: unknown): boolean =>
  error instanceof GongdanError && error.category === 'transient';

const limitTooLow = (error: TransactionTooLarge): GongdanError =>
  serverUnfit(
    `it takes less in one transaction than the store needs (${error.message})`,
    'Leave MaxAppendSize and MaxAppendEventSize of the server at their defaults or above.',
    error,
  );

/** Everything was looked at, nobody else has written, and still a stream is not as it must be. */
const notWhereTheLogSays = (): GongdanError =>
  inconsistent('one does not end where the log says that it does');

const pause = (timeoutMs: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, timeoutMs);
  });
