import { epochMsOf, faultPoint, type Clock, type Instant } from '@gongdan/core';
import type { EventStore } from '@gongdan/event-store';
import { ticketDecider } from '@gongdan/ticket';
import type { Workflows } from '@gongdan/workflow';
import { isScattered } from './grouping/detect-scattering.js';
import { groupScattered } from './grouping/group-scattered.js';
import { groupTogether } from './grouping/group-together.js';
import type { CasePiece } from './grouping/import-case.js';
import { inBatches, type ImportBatch } from './import-batches.js';
import type { ImportCounts, ImportProgress, ImportResult } from './import-result.js';
import type { LoadedMapping } from './mapping/load-mapping.js';
import { bindWorkflow } from './plan/bind-workflow.js';
import { CasePlanner } from './plan/case-planner.js';
import { plannerSettings } from './plan/planner-settings.js';
import type { PlannedCase } from './plan/planned-case.js';
import { checkSample } from './rows/check-sample.js';
import { openLog, type OpenLog } from './rows/open-log.js';
import { BatchWriter, type WrittenBatch } from './write/batch-writer.js';
import { Checkpoint } from './write/checkpoint.js';
import type { RejectsFile } from './write/rejects-file.js';

export interface ImportOptions {
  /** The log: CSV, plain or gzipped. */
  readonly file: string;
  readonly mapping: LoadedMapping;
  readonly workflows: Workflows;
  /** Undefined: a dry run, everything is decided and counted and nothing is written. */
  readonly store?: EventStore;
  readonly clock: Clock;
  readonly rejects: RejectsFile;
  /** Where it is remembered how far an import came; undefined: nowhere. */
  readonly checkpointFolder?: string;
  readonly onProgress?: (progress: ImportProgress) => void;
  /** Ends the import between two batches; it throws the signal’s reason. */
  readonly signal?: AbortSignal;
}

/**
 * Imports an event log. May be repeated after any end whatever: what is in the store already is found to
 * be there. Throws before anything is written where mapping, workflow and file do not fit each other
 * (`IMPORT.…`), and in the middle where the file or the store cannot be reached any more; rows that cannot
 * be used never throw.
 */
export async function importEventLog(options: ImportOptions): Promise<ImportResult> {
  const { mapping, workflows, clock, rejects } = options;
  const now = clock.now();
  const ways = bindWorkflow(mapping, workflows);
  const log = await openLog(options.file, mapping, now);
  await checkSample(log);
  const settings = { ...plannerSettings(mapping.mapping), now };
  const planner = new CasePlanner(ticketDecider(workflows), ways, settings);
  const { id, version } = ways.definition;
  const checkpoint = await checkpointOf(options, `${id}.v${version}`);
  const writer = new BatchWriter(options.store, mapping.mapping, checkpoint);
  await rejects.start();
  try {
    const run = new ImportRun(planner, writer, options);
    const counts = await run.all(casesOf(log, await arrangementOf(log, mapping)));
    return { ...counts, seconds: secondsBetween(now, clock.now()) };
  } finally {
    await rejects.close();
  }
}

/** So many batches are being written at once: the store always has something to commit. */
const BATCHES_UNDERWAY_MAX = 2;

/** One pass over the cases: the next batch is read and decided while those before it are written. */
class ImportRun {
  private readonly counts: ImportCounts = {
    rows: 0,
    applied: 0,
    noChange: 0,
    rejected: 0,
    tickets: 0,
    events: 0,
  };
  /** Something was judged by a moment or a state that may have changed by the next run. */
  private repeatable = true;
  /** How far everything is written, and where. */
  private through = { casesThrough: 0, position: 0 };

  constructor(
    private readonly planner: CasePlanner,
    private readonly writer: BatchWriter,
    private readonly options: Pick<ImportOptions, 'rejects' | 'onProgress' | 'signal'>,
  ) {}

  async all(pieces: AsyncIterable<CasePiece>): Promise<ImportCounts> {
    const underway: Promise<void>[] = [];
    let before: Promise<void> = Promise.resolve();
    try {
      for await (const batch of inBatches(pieces)) {
        const planned = batch.cases.map((one) => this.planner.plan(one));
        if (underway.length >= BATCHES_UNDERWAY_MAX) await underway.shift();
        this.options.signal?.throwIfAborted();
        before = this.finish(planned, batch, this.writer.write(planned), before);
        // A failure is looked at when its turn comes.
        before.catch(() => undefined);
        underway.push(before);
      }
    } finally {
      await Promise.allSettled(underway);
    }
    await before;
    if (this.repeatable) await this.writer.remember(this.through, 'now');
    return this.counts;
  }

  /** Counts and remembers a batch, after those before it. */
  private async finish(
    planned: readonly PlannedCase[],
    { rejections: unread, progress }: ImportBatch,
    writing: Promise<WrittenBatch>,
    before: Promise<void>,
  ): Promise<void> {
    const [written] = await Promise.all([writing, before]);
    const rejections = [
      ...unread,
      ...planned.flatMap((one) => one.rejections),
      ...written.rejections,
    ].sort((one, other) => one.line - other.line);
    this.repeatable &&=
      written.rejections.length === 0 && rejections.every(({ code }) => code !== 'ROW.FUTURE_TIME');
    await this.options.rejects.add(rejections);
    this.count(written, rejections.length);
    const position = Math.max(this.through.position, written.position);
    this.through = { casesThrough: written.casesThrough, position };
    if (this.repeatable) await this.writer.remember(this.through);
    this.options.onProgress?.({ done: progress, counts: this.counts });
    await faultPoint('import.after-batch');
  }

  private count(written: WrittenBatch, rejected: number): void {
    const { counts } = this;
    counts.applied += written.applied;
    counts.noChange += written.noChange;
    counts.rejected += rejected;
    counts.rows += written.applied + written.noChange + rejected;
    counts.tickets += written.tickets;
    counts.events += written.events;
  }
}

async function arrangementOf(
  log: OpenLog,
  { mapping }: LoadedMapping,
): Promise<'together' | 'scattered'> {
  const declared = mapping.cases ?? 'detect';
  if (declared !== 'detect') return declared;
  return (await isScattered(log.caseKeys())) ? 'scattered' : 'together';
}

const casesOf = (log: OpenLog, arrangement: 'together' | 'scattered'): AsyncIterable<CasePiece> =>
  arrangement === 'together'
    ? groupTogether(log.rows(), log.fileBytes)
    : groupScattered(log.rows(), log.fileBytes, log.textBytesExpected);

async function checkpointOf(options: ImportOptions, workflow: string): Promise<Checkpoint> {
  const { checkpointFolder, store, mapping, file } = options;
  if (checkpointFolder === undefined || store === undefined) return Checkpoint.none();
  const source = { file, mapping: mapping.text, workflow };
  return Checkpoint.load(checkpointFolder, mapping.mapping.log, source, store);
}

const secondsBetween = (from: Instant, to: Instant): number =>
  Math.max(epochMsOf(to) - epochMsOf(from), 0) / 1_000;
