import { faultPoint, isPlanted } from '@gongdan/core';
import type pg from 'pg';
import type { CheckedAppend } from '../append-validation.js';
import type { AppendResult } from '../event-store.js';
import { busy, outcomeUnknown, unavailable } from '../store-failures.js';
import { answerOf, writtenBy, type AnswerRow } from './append-answer.js';
import { appendBatchStatement, appendKnownStatement, type Statement } from './append-statement.js';
import { BatchRule } from './batch-rule.js';
import { BinaryWriter } from './binary-writer.js';
import { answerBeforeCommit } from './planted-append-faults.js';
import { Reconnecting } from './reconnecting.js';
import {
  failureOfStatement,
  isReadOnly,
  isRolledBack,
  isStaleHead,
  mayBeOneAppendsFault,
  wasTooOptimistic,
} from './sqlstate.js';
import type { TailEvent } from './log-tail.js';
import type { PostgresStoreLimits } from './store-limits.js';
import { StreamHeads } from './stream-heads.js';
import { rejectAll, WaitingAppends, type PendingAppend } from '../waiting-appends.js';
import { WriterConnection } from './writer-connection.js';

interface Batch {
  readonly appends: readonly PendingAppend[];
  /** Nothing is taken for granted: all command keys and heads are looked up. */
  readonly careful: boolean;
}

interface SentBatch extends Batch {
  readonly checked: readonly CheckedAppend[];
  /** See `Statement`. */
  versions?: readonly number[] | undefined;
  readonly sentAtMs: number;
}

export interface CommitListener {
  /** A batch was answered; `written` makes its events, as a read would bring them. In the log’s order. */
  wrote(written: () => readonly TailEvent[]): void;
  /** Of what was sent, something may be in the log that `wrote` will not tell of. */
  mayHaveWritten(): void;
}

/**
 * Group commit. Appends that wait become one batch, one statement and one transaction; up to two batches
 * are on their way at once, on one connection. A batch that fails because of one append is halved until
 * that one stands alone. What was sent when the connection broke has an unknown outcome; what was not
 * goes over the next connection.
 */
export class AppendQueue {
  private readonly waiting: WaitingAppends;
  /** What becomes of batches that failed; they go first and are not merged with others. */
  private repeats: Batch[] = [];
  private inFlight: SentBatch[] = [];
  private readonly rule = new BatchRule();
  private readonly heads = new StreamHeads();
  private readonly writer = new BinaryWriter();
  private readonly connection: Reconnecting<WriterConnection>;
  private flushIsDue = false;
  private answeredAtMs = 0;
  private watchdog: NodeJS.Timeout | undefined;
  private whenIdle: (() => void) | undefined;
  private closed = false;

  constructor(
    config: pg.ClientConfig,
    private readonly limits: PostgresStoreLimits,
    private readonly listener: CommitListener,
  ) {
    this.waiting = new WaitingAppends(
      limits.waitMsMax,
      () => this.connection.lastError,
      () => this.noteIdle(),
    );
    this.connection = new Reconnecting({
      open: (onLost) => WriterConnection.open(config, limits, onLost),
      onOpen: () => {
        this.heads.forgetAll();
        this.scheduleFlush();
      },
      onLost: (error) => this.lost(error),
    });
  }

  /** Resolves with the first connection; throws `STORE.UNAVAILABLE` or `STORE.NOT_SET_UP`. */
  async open(): Promise<void> {
    await this.connection.open(this.limits.waitMsMax);
  }

  /** Whether that process of the server works for the connection that appends. */
  isOwn(serverProcess: number): boolean {
    return this.connection.current?.serverProcess === serverProcess;
  }

  submit(checked: CheckedAppend): Promise<AppendResult> {
    if (this.closed) return Promise.reject(unavailable('it is closed'));
    const { waitingAppendsMax, waitingBytesMax } = this.limits;
    const { count, bytes } = this.waiting;
    const isFull = count >= waitingAppendsMax || bytes + checked.bytes > waitingBytesMax;
    if (isFull && count > 0) return Promise.reject(busy(waitingAppendsMax));
    return new Promise((resolve, reject) => {
      this.waiting.push({ checked, queuedAtMs: performance.now(), resolve, reject });
      this.scheduleFlush();
    });
  }

  /** Waits until everything that was submitted is answered; refuses new appends from now on. */
  async close(): Promise<void> {
    this.closed = true;
    if (!this.isIdle()) await new Promise<void>((resolve) => (this.whenIdle = resolve));
    clearTimeout(this.watchdog);
    this.waiting.stop();
    await this.connection.close((connection) => connection.end());
  }

  /**
   * While a batch is on its way, what else this turn of the event loop brings joins the next one.
   * Otherwise the batch leaves as soon as all callers that are being answered now had their say.
   */
  private scheduleFlush(): void {
    if (this.flushIsDue) return;
    this.flushIsDue = true;
    const flush = () => this.flush();
    if (this.inFlight.length > 0) setImmediate(flush);
    // Not nextTick alone: from a callback that would run before those who are being answered.
    else queueMicrotask(() => process.nextTick(flush));
  }

  private flush(): void {
    this.flushIsDue = false;
    const connection = this.connection.current;
    if (!connection) return;
    for (;;) {
      const batch = this.nextBatch();
      if (!batch) break;
      this.send(connection, batch);
    }
    this.noteIdle();
  }

  private nextBatch(): Batch | undefined {
    if (this.repeats.length > 0) return this.inFlight.length < 2 ? this.repeats.shift() : undefined;
    const size = this.rule.next({
      waiting: this.waiting.count,
      inFlight: this.inFlight.map(({ appends }) => appends.length),
    });
    const { batchAppendsMax, batchBytesMax } = this.limits;
    const appends = this.waiting.take(Math.min(size, batchAppendsMax), batchBytesMax);
    return appends.length === 0 ? undefined : { appends, careful: false };
  }

  private send(connection: WriterConnection, { appends, careful }: Batch): void {
    const checked = appends.map((append) => append.checked);
    const batch: SentBatch = { appends, careful, checked, sentAtMs: performance.now() };
    this.inFlight.push(batch);
    this.watch();
    try {
      const statement = this.statementFor(connection, checked, careful);
      batch.versions = statement.versions;
      connection.send(statement, (error, row) => this.answered(batch, error, row));
    } catch (error) {
      this.inFlight.pop();
      this.heads.settle(checked);
      rejectAll(appends, error);
      return;
    }
    if (isPlanted('append.answer-before-commit')) answerBeforeCommit(appends);
    void this.afterInsert(connection);
  }

  private statementFor(
    { eventOid, isFaulty }: WriterConnection,
    appends: readonly CheckedAppend[],
    careful: boolean,
  ): Statement {
    const heads = this.heads.lend(appends, careful);
    const known =
      careful || isFaulty ? undefined : appendKnownStatement(appends, this.writer, eventOid, heads);
    return known ?? appendBatchStatement(appends, this.writer, eventOid, heads, careful);
  }

  /** The statement is on its way and not answered: what fails here leaves the outcome unknown. */
  private async afterInsert(connection: WriterConnection): Promise<void> {
    try {
      await faultPoint('append.after-insert');
    } catch {
      connection.destroy();
    }
  }

  private answered(batch: SentBatch, error: unknown, row: AnswerRow | undefined): void {
    const index = this.inFlight.indexOf(batch);
    if (index < 0) return; // the connection was lost first
    this.inFlight.splice(index, 1);
    const startedAtMs = Math.max(batch.sentAtMs, this.answeredAtMs);
    this.answeredAtMs = performance.now();
    if (error === undefined && row !== undefined) {
      this.committed(batch, row, this.answeredAtMs - startedAtMs);
    } else {
      this.heads.settle(batch.checked);
      if (isRolledBack(error)) {
        this.rolledBack(batch, error);
      } else {
        rejectAll(batch.appends, outcomeUnknown(error));
        this.connection.current?.destroy();
      }
    }
    this.scheduleFlush();
  }

  private committed(batch: SentBatch, row: AnswerRow, answerMs: number): void {
    const { appends, checked, versions } = batch;
    try {
      const { results, busyMs } = answerOf(checked, row, versions);
      this.heads.settle(checked, results);
      this.rule.observe(appends.length, answerMs, busyMs);
      void this.tell(batch, results);
    } catch (error) {
      this.listener.mayHaveWritten();
      rejectAll(appends, outcomeUnknown(error));
    }
  }

  private async tell(
    { appends, checked }: SentBatch,
    results: readonly AppendResult[],
  ): Promise<void> {
    try {
      const armed = faultPoint('append.after-commit');
      if (armed) await armed;
      appends.forEach(({ resolve }, index) => resolve(results[index] as AppendResult));
      this.listener.wrote(() => writtenBy(checked, results));
    } catch (error) {
      this.listener.mayHaveWritten();
      rejectAll(appends, outcomeUnknown(error));
    }
  }

  private rolledBack({ appends, careful }: Batch, error: pg.DatabaseError): void {
    if (wasTooOptimistic(error) && !careful) {
      if (isStaleHead(error)) this.heads.distrust();
      this.repeats.push({ appends, careful: true });
    } else if (isReadOnly(error)) {
      rejectAll(appends, failureOfStatement(error));
      this.connection.current?.destroy(); // a replica by now: the name may lead to the new primary
    } else if (appends.length === 1 || !mayBeOneAppendsFault(error)) {
      rejectAll(appends, failureOfStatement(error));
    } else {
      const middle = Math.ceil(appends.length / 2);
      this.repeats.push({ appends: appends.slice(0, middle), careful });
      this.repeats.push({ appends: appends.slice(middle), careful });
    }
  }

  private lost(error: unknown): void {
    const sent = this.inFlight.flatMap(({ appends }) => appends);
    this.inFlight = [];
    this.waiting.putBack(this.repeats.flatMap(({ appends }) => appends));
    this.repeats = [];
    this.listener.mayHaveWritten();
    rejectAll(sent, outcomeUnknown(error));
    this.noteIdle();
  }

  /** A server that does not answer at all is as good as lost. */
  private watch(): void {
    if (this.watchdog) return;
    const look = () => {
      this.watchdog = undefined;
      const [oldest] = this.inFlight;
      if (!oldest) return;
      const silentMs = performance.now() - Math.max(oldest.sentAtMs, this.answeredAtMs);
      if (silentMs >= this.limits.answerMsMax) this.connection.current?.destroy();
      else this.watch();
    };
    this.watchdog = setTimeout(look, this.limits.answerMsMax / 4).unref();
  }

  private noteIdle(): void {
    if (this.isIdle()) this.whenIdle?.();
  }

  private isIdle(): boolean {
    return this.waiting.count + this.repeats.length + this.inFlight.length === 0;
  }
}
