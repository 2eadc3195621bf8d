import { splitStreamName, type RecordedEvent } from '@gongdan/core';
import type { Move } from '@gongdan/contracts';
import type { Projection } from '@gongdan/projections';
import { HISTORY_WORDS, historyWordsOf, type HistoryKind } from './history-words.js';

/** One thing that happened with a customer. */
export type CustomerHistoryRow = {
  readonly event_id: string;
  readonly position: number;
  readonly customer_id: string;
  readonly occurred_at: string;
  readonly recorded_at: string;
  readonly kind: HistoryKind;
  /** The ticket, invoice, survey, complaint, device, contract or customer it is about; of a promise, whose it is. */
  readonly subject_id: string;
  readonly type: string;
  readonly what: string;
  /** The ticket’s state afterwards, where the event moved it. */
  readonly state: string | null;
};

/**
 * One timeline of everything that ever happened with a customer: one row per event that carries the
 * customer’s id, whichever stage it comes from; of clocks only what gives a verdict or another one.
 */
export const customerHistoryProjection: Projection<CustomerHistoryRow> = {
  name: 'customer-history',
  version: 5,
  table: 'customer_history',
  columns: {
    event_id: { type: 'text' },
    position: { type: 'bigint' },
    customer_id: { type: 'text' },
    occurred_at: { type: 'timestamptz' },
    recorded_at: { type: 'timestamptz' },
    kind: { type: 'text' },
    subject_id: { type: 'text' },
    type: { type: 'text' },
    what: { type: 'text' },
    state: { type: 'text', nullable: true },
  },
  key: 'event_id',
  indexes: ['(customer_id, occurred_at, position)', '(customer_id, kind, occurred_at, position)'],
  types: Object.keys(HISTORY_WORDS),
  keyOf: (event) =>
    event.customerId === null || historyWordsOf(event) === undefined ? undefined : event.id,
  apply(_row, event) {
    const words = historyWordsOf(event);
    if (event.customerId === null || words === undefined) return undefined;
    return {
      event_id: event.id,
      position: event.position,
      customer_id: event.customerId,
      occurred_at: event.occurredAt,
      recorded_at: event.recordedAt,
      kind: words.kind,
      subject_id: subjectIdOf(event),
      type: event.type,
      what: words.what,
      state: (event.data as { move?: Move }).move?.to ?? null,
    };
  },
};

/** Devices have no stream of their own: they lie in the customer’s file. */
const subjectIdOf = (event: RecordedEvent): string =>
  event.type === 'DeviceRegistered'
    ? String(event.data['deviceId'])
    : splitStreamName(event.stream).id;
