import { epochMsOf, faultPoint, type Clock, type Instant } from '@gongdan/core';
import type { EventStore } from '@gongdan/event-store';
import { ticketDecider } from '@gongdan/ticket';
import type { Workflows } from '@gongdan/workflow';
import { isScattered } from './grouping/detect-scattering.js';
import { groupScattered } from './grouping/group-scattered.js';
import { groupTogether } from './grouping/group-together.js';
import type { CasePiece } from './grouping/import-case.js';
import { inBatches } from './import-batches.js';
import type { ImportCounts, ImportProgress, ImportResult } from './import-result.js';
import type { LoadedMapping } from './mapping/load-mapping.js';
import { bindWorkflow } from './plan/bind-workflow.js';
import { CasePlanner } from './plan/case-planner.js';
import { plannerSettings } from './plan/planner-settings.js';
import type { PlannedCase } from './plan/planned-case.js';
import { checkSample } from './rows/check-sample.js';
import { openLog, type OpenLog } from './rows/open-log.js';
import type { Rejection } from './rows/rejection.js';
import { BatchWriter } from './write/batch-writer.js';
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

/** One pass over the cases: the next batch is read and decided while the one before is written. */
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

  constructor(
    private readonly planner: CasePlanner,
    private readonly writer: BatchWriter,
    private readonly options: Pick<ImportOptions, 'rejects' | 'onProgress' | 'signal'>,
  ) {}

  async all(pieces: AsyncIterable<CasePiece>): Promise<ImportCounts> {
    let writing: Promise<void> = Promise.resolve();
    try {
      for await (const { cases, rejections, progress } of inBatches(pieces)) {
        const planned = cases.map((one) => this.planner.plan(one));
        await writing;
        this.options.signal?.throwIfAborted();
        writing = this.finish(planned, rejections, progress);
        // A failure is looked at when the next batch is ready.
        writing.catch(() => undefined);
      }
    } finally {
      await writing;
    }
    if (this.repeatable) await this.writer.remember('now');
    return this.counts;
  }

  private async finish(
    planned: readonly PlannedCase[],
    unread: readonly Rejection[],
    progress: number,
  ): Promise<void> {
    const rejections = [...unread, ...planned.flatMap((one) => one.rejections)];
    this.repeatable &&= rejections.every(({ code }) => code !== 'ROW.FUTURE_TIME');
    const written = await this.writer.write(planned);
    const refused = written.rejections;
    this.repeatable &&= refused.length === 0;
    const inOrder = [...rejections, ...refused].sort((one, other) => one.line - other.line);
    await this.options.rejects.add(inOrder);
    const rejected = rejections.length + refused.length;
    const { counts } = this;
    counts.applied += written.applied;
    counts.noChange += written.noChange;
    counts.rejected += rejected;
    counts.rows += written.applied + written.noChange + rejected;
    counts.tickets += written.tickets;
    counts.events += written.events;
    if (this.repeatable) await this.writer.remember();
    this.options.onProgress?.({ done: progress, counts });
    await faultPoint('import.after-batch');
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
