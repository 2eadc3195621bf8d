import { hash } from 'node:crypto';
import { GongdanError, type NewEvent } from '@gongdan/core';
import {
  APPEND_EVENTS_MAX,
  readWholeStream,
  type AppendResult,
  type EventStore,
} from '@gongdan/event-store';
import type { PlannedCase } from '../plan/planned-case.js';
import { persistently } from './persistently.js';

export type WrittenCase =
  | {
      readonly status: 'written';
      /** Index of the first event that was not there before; the number of events: all were there. */
      readonly newFrom: number;
      /** Position of the last event known of the case; 0: none. */
      readonly position: number;
    }
  /** The ticket’s stream does not begin with the planned events, or its customer was forgotten. */
  | { readonly status: 'refused'; readonly code: string; readonly reason: string };

/**
 * Appends what was planned for a case. Doing it again changes nothing: the command key finds the append
 * that was made before. Where the log has grown since, only what is new is appended.
 */
export class CaseWriter {
  constructor(
    private readonly store: EventStore,
    private readonly log: string,
  ) {}

  async write(planned: PlannedCase): Promise<WrittenCase> {
    let newFrom = planned.events.length;
    let position = 0;
    for (let from = 0; from < planned.events.length; from += APPEND_EVENTS_MAX) {
      const events = planned.events.slice(from, from + APPEND_EVENTS_MAX);
      const result = await this.append(planned, from, events);
      if (result === 'forgotten') return forgotten;
      if (result.status === 'conflict' || result.status === 'key-reused') {
        return this.reconcile(planned);
      }
      if (result.status === 'appended') newFrom = Math.min(newFrom, from);
      position = result.position;
    }
    return { status: 'written', newFrom, position };
  }

  /** Somebody or something wrote to the stream before: goes on where it agrees with the plan. */
  private async reconcile(planned: PlannedCase): Promise<WrittenCase> {
    const { events, stream } = planned;
    const there = await persistently(() => readWholeStream(this.store, stream));
    const same = events.findIndex((event, index) => event.id !== there[index]?.id);
    const agreed = same === -1 ? events.length : same;
    const position = there.at(-1)?.position ?? 0;
    if (agreed === events.length) return { status: 'written', newFrom: events.length, position };
    if (there.length > agreed) return differs(agreed, there.length);
    const rest = events.slice(agreed, agreed + APPEND_EVENTS_MAX);
    const result = await this.append(planned, agreed, rest);
    if (result === 'forgotten') return forgotten;
    if (result.status === 'key-reused') return differs(agreed, there.length);
    // A conflict: another import of the same log was faster. Either way the stream has grown.
    const grown = await this.reconcile(planned);
    if (grown.status === 'refused' || result.status === 'conflict') return grown;
    return { ...grown, newFrom: Math.min(grown.newFrom, agreed) };
  }

  private async append(
    { caseKey, stream }: PlannedCase,
    from: number,
    events: readonly NewEvent[],
  ): Promise<AppendResult | 'forgotten'> {
    const key = `import:${this.log}:${caseKey}:${from}`;
    const fingerprint = fingerprintOf(events);
    const outcome = { stream, version: from + events.length };
    try {
      return await persistently(() =>
        this.store.append({
          writes: [{ stream, expected: from, events }],
          command: { key, fingerprint, outcome },
        }),
      );
    } catch (error) {
      if (!(error instanceof GongdanError) || error.code !== 'CUSTOMER.FORGOTTEN') throw error;
      // Nothing can be sealed for this customer any more; what was written before stays written.
      const stored = await this.store.findOutcome(key);
      if (stored?.fingerprint !== fingerprint) return 'forgotten';
      return { status: 'replayed', outcome: stored.outcome, position: stored.position };
    }
  }
}

/** Ids are made of the content: they stand for it. */
const fingerprintOf = (events: readonly NewEvent[]): string =>
  hash('sha256', events.map(({ id }) => id).join('\n'), 'hex');

const differs = (agreed: number, there: number): WrittenCase => ({
  status: 'refused',
  code: 'ROW.TICKET_DIFFERS',
  reason:
    `the ticket has ${there} events already, of which the first ${agreed} say what the file says: ` +
    'it was changed since, the file or the mapping was, or rows of the case stand elsewhere ' +
    '(cases: scattered)',
});

const forgotten: WrittenCase = {
  status: 'refused',
  code: 'CUSTOMER.FORGOTTEN',
  reason: 'the customer was forgotten: nothing can be recorded any more',
};
