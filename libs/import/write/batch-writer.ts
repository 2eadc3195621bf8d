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
}

/** A checkpoint is written after so many batches. */
const BATCHES_PER_CHECKPOINT = 8;

/** Writes planned cases, many at once: the store commits what is waiting together. */
export class BatchWriter {
  private readonly cases: CaseWriter | undefined;
  private readonly parties: PartyRegister | undefined;
  private casesDone = 0;
  private position = 0;
  private batchesSinceCheckpoint = 0;

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

  async write(batch: readonly PlannedCase[]): Promise<WrittenBatch> {
    const known = Math.min(Math.max(this.checkpoint.casesDone - this.casesDone, 0), batch.length);
    const unknown = batch.slice(known);
    const partiesBefore = this.parties?.appended ?? 0;
    await this.parties?.ensure(unknown);
    const written = await Promise.all(unknown.map((planned) => this.writeCase(planned)));
    this.casesDone += batch.length;
    const results = [
      ...batch.slice(0, known).map((planned) => [planned, allThere(planned)] as const),
      ...unknown.map((planned, index) => [planned, written[index]!] as const),
    ];
    const tally = new Tally();
    for (const [planned, result] of results) tally.add(planned, result);
    const { applied, noChange, tickets, rejections } = tally;
    const events = tally.events + (this.parties?.appended ?? 0) - partiesBefore;
    return { applied, noChange, tickets, events, rejections };
  }

  /** Remembers that everything written so far need not be written again. */
  async remember(when: 'now' | 'now and then' = 'now and then'): Promise<void> {
    this.batchesSinceCheckpoint += 1;
    const isDue = when === 'now' || this.batchesSinceCheckpoint >= BATCHES_PER_CHECKPOINT;
    if (!isDue || !this.store) return;
    this.batchesSinceCheckpoint = 0;
    await this.checkpoint.save(this.casesDone, this.position, this.store);
  }

  private async writeCase(planned: PlannedCase): Promise<WrittenCase> {
    if (this.cases === undefined) return { status: 'written', newFrom: 0, position: 0 };
    const result = await this.cases.write(planned);
    if (result.status === 'written') this.position = Math.max(this.position, result.position);
    return result;
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
  readonly rejections: Rejection[] = [];

  add(planned: PlannedCase, result: WrittenCase): void {
    if (planned.events.length > 0) this.tickets += 1;
    if (result.status === 'refused') {
      for (const row of planned.rows) this.rejections.push(rejected(row, result));
      return;
    }
    this.events += planned.events.length - result.newFrom;
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
