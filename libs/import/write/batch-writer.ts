import type { EventStore } from '@gongdan/event-store';
import type { Mapping } from '../mapping/mapping-schema.js';
import type { PlannedCase, PlannedRow } from '../plan/planned-case.js';
import type { Rejection } from '../rows/rejection.js';
import { CaseWriter, type WrittenCase } from './case-writer.js';
import type { Checkpoint } from './checkpoint.js';
import { PartyRegister } from './parties.js';

/** What became of a batch. The rows rejected here are those the store’s state spoke against. */
export interface WrittenBatch {
  readonly applied: number;
  readonly noChange: number;
  readonly tickets: number;
  readonly events: number;
  readonly rejections: readonly Rejection[];
  /** So many cases of the log come before the end of this batch. */
  readonly casesThrough: number;
  /** Position of the newest event known of it; 0: none. */
  readonly position: number;
}

/** A checkpoint is written after so many batches. */
const BATCHES_PER_CHECKPOINT = 8;

/** Writes planned cases, many at once: the store commits what is waiting together. */
export class BatchWriter {
  private readonly cases: CaseWriter | undefined;
  private readonly parties: PartyRegister | undefined;
  private casesTaken = 0;
  private batchesSinceCheckpoint = 0;
  /** What is being written, by stream. */
  private readonly underway = new Map<string, Promise<WrittenCase>>();

  /** Without a store: a dry run, every event counts as new. */
  constructor(
    private readonly store: EventStore | undefined,
    { log, fields }: Mapping,
    private readonly checkpoint: Checkpoint,
  ) {
    if (store === undefined) return;
    this.cases = new CaseWriter(store, log);
    const { whenEmpty } = fields.customer;
    this.parties = new PartyRegister(store, {
      log,
      registerCustomers: fields.customer.register !== false,
      engageTechnicians: fields.technician !== undefined && fields.technician.engage !== false,
      ...(whenEmpty === undefined ? {} : { defaultCustomer: whenEmpty }),
    });
  }

  /** May be called again before the batch before it is written. */
  async write(batch: readonly PlannedCase[]): Promise<WrittenBatch> {
    const taken = this.casesTaken;
    const casesThrough = taken + batch.length;
    this.casesTaken = casesThrough;
    const known = Math.min(Math.max(this.checkpoint.casesDone - taken, 0), batch.length);
    const unknown = batch.slice(known);
    const newParties = (await this.parties?.ensure(unknown)) ?? 0;
    const written = await Promise.all(unknown.map((planned) => this.writeCase(planned)));
    const tally = new Tally();
    for (const planned of batch.slice(0, known)) tally.add(planned, allThere(planned));
    for (const [index, planned] of unknown.entries()) tally.add(planned, written[index]!);
    const { applied, noChange, tickets, rejections, position } = tally;
    const events = tally.events + newParties;
    return { applied, noChange, tickets, events, rejections, casesThrough, position };
  }

  /** Remembers that everything through this batch need not be written again. */
  async remember(
    { casesThrough, position }: Pick<WrittenBatch, 'casesThrough' | 'position'>,
    when: 'now' | 'now and then' = 'now and then',
  ): Promise<void> {
    this.batchesSinceCheckpoint += 1;
    const isDue = when === 'now' || this.batchesSinceCheckpoint >= BATCHES_PER_CHECKPOINT;
    if (!isDue || !this.store) return;
    this.batchesSinceCheckpoint = 0;
    await this.checkpoint.save(casesThrough, position, this.store);
  }

  /** A case that comes again (its rows stand apart) waits: the first one wins, in every run. */
  private async writeCase(planned: PlannedCase): Promise<WrittenCase> {
    const { cases, underway } = this;
    if (cases === undefined) return { status: 'written', newFrom: 0, position: 0 };
    const before = underway.get(planned.stream);
    const writing = before?.then(() => cases.write(planned)) ?? cases.write(planned);
    underway.set(planned.stream, writing);
    try {
      return await writing;
    } finally {
      if (underway.get(planned.stream) === writing) underway.delete(planned.stream);
    }
  }
}

const allThere = (planned: PlannedCase): WrittenCase => ({
  status: 'written',
  newFrom: planned.events.length,
  position: 0,
});

class Tally {
  applied = 0;
  noChange = 0;
  tickets = 0;
  events = 0;
  position = 0;
  readonly rejections: Rejection[] = [];

  add(planned: PlannedCase, result: WrittenCase): void {
    if (planned.events.length > 0) this.tickets += 1;
    if (result.status === 'refused') {
      for (const row of planned.rows) this.rejections.push(rejected(row, result));
      return;
    }
    this.events += planned.events.length - result.newFrom;
    this.position = Math.max(this.position, result.position);
    for (const { end, from } of planned.rows) {
      if (end > from && end > result.newFrom) this.applied += 1;
      else this.noChange += 1;
    }
  }
}

const rejected = (
  { row }: PlannedRow,
  { code, reason }: Extract<WrittenCase, { status: 'refused' }>,
): Rejection => ({ line: row.line, code, column: '', value: '', reason, text: row.text });
