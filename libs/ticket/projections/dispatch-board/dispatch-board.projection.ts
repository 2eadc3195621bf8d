import { CLOCK_EVENT_TYPES } from '@gongdan/contracts';
import type { RecordedEvent } from '@gongdan/core';
import type { Column, Projection } from '@gongdan/projections';
import {
  ATTENTION_COLUMNS,
  NO_ATTENTION,
  withAttention,
  type RowAttention,
} from '../row-attention.js';
import {
  isClockEvent,
  NO_PROMISES,
  PROMISE_COLUMNS,
  promisesAfter,
  ticketOf,
  type RowPromises,
} from '../row-promises.js';
import {
  ageOf,
  asTicketEvent,
  moveOf,
  PRIORITY_RANKS,
  ROW_AGE_COLUMNS,
  TICKET_EVENT_TYPES,
  type RecordedTicketEvent,
  type RowAge,
  type TicketEventOf,
} from '../ticket-event.js';
import { laneOf } from './lane.js';

/** One card of the board. */
export type DispatchBoardRow = RowAge & BoardColumns & RowAttention & RowPromises;

type BoardColumns = {
  readonly id: string;
  /** Null once the ticket is closed or cancelled: the row stays, since it may be reopened. */
  readonly lane: string | null;
  readonly number: string;
  readonly title: string;
  readonly customer_id: string;
  readonly category: string;
  readonly priority: string;
  readonly priority_rank: number;
  readonly region: string | null;
  readonly state: string;
  readonly stage: string;
  readonly state_class: string;
  readonly workflow_id: string;
  readonly workflow_version: number;
  readonly pause_reason: string | null;
  readonly technician_id: string | null;
  readonly assistant_ids: readonly string[];
  readonly team: string | null;
  readonly appointment_from: string | null;
  readonly appointment_to: string | null;
  /** From when on the customer would like the visit. */
  readonly wanted_from: string | null;
  readonly cycle: number;
  readonly registered_at: string;
  /** When the registration was written into the log. */
  readonly recorded_at: string;
  /** When it came into its lane. */
  readonly waiting_since: string;
  /** When it was registered, or last reopened. */
  readonly cycle_since: string;
  /** Since when it has had a technician, whichever; null: it has none. */
  readonly technician_since: string | null;
};

const text: Column = { type: 'text' };
const maybeText: Column = { type: 'text', nullable: true };
const instant: Column = { type: 'timestamptz' };
const maybeInstant: Column = { type: 'timestamptz', nullable: true };

/** When cards without a due moment would be due: after all others. */
export const NEVER_DUE = '9999-12-31T23:59:59.999Z';

/** The indexed expression: a query must spell it the same way to be served by the index. */
export const DUE_ORDER = `coalesce(due_at, '${NEVER_DUE}'::timestamptz)`;

/** The indexed expression: what was carried over comes first. */
export const CARRY_OVER_ORDER = '(CASE WHEN carried_over_on IS NULL THEN 1 ELSE 0 END)';

/** What is to be done, and by whom: every open ticket in its lane. */
export const dispatchBoardProjection: Projection<DispatchBoardRow> = {
  name: 'dispatch-board',
  version: 3,
  table: 'dispatch_board',
  columns: {
    id: text,
    lane: maybeText,
    number: text,
    title: text,
    customer_id: text,
    category: text,
    priority: text,
    priority_rank: { type: 'integer' },
    region: maybeText,
    state: text,
    stage: text,
    state_class: text,
    workflow_id: text,
    workflow_version: { type: 'integer' },
    pause_reason: maybeText,
    technician_id: maybeText,
    assistant_ids: { type: 'text[]' },
    team: maybeText,
    appointment_from: maybeInstant,
    appointment_to: maybeInstant,
    wanted_from: maybeInstant,
    cycle: { type: 'integer' },
    registered_at: instant,
    recorded_at: instant,
    ...ROW_AGE_COLUMNS,
    waiting_since: instant,
    cycle_since: instant,
    technician_since: maybeInstant,
    ...ATTENTION_COLUMNS,
    ...PROMISE_COLUMNS,
  },
  key: 'id',
  indexes: [
    `(lane, ${CARRY_OVER_ORDER}, priority_rank, waiting_since, id) WHERE lane IS NOT NULL`,
    `(lane, (${DUE_ORDER}), id) WHERE lane IS NOT NULL`,
  ],
  types: [...TICKET_EVENT_TYPES, ...CLOCK_EVENT_TYPES],
  keyOf: ticketOf,
  apply(row: DispatchBoardRow | undefined, recorded: RecordedEvent): DispatchBoardRow | undefined {
    if (isClockEvent(recorded)) return row && { ...row, ...promisesAfter(row, recorded) };
    const event = asTicketEvent(recorded);
    if (event.type === 'TicketRegistered') return opened(event);
    if (row === undefined) return undefined;
    const told = { ...row, ...ageOf(row, event), ...moved(event), ...changed(row, event) };
    const next = withAttention(told, event);
    const lane = laneOf(next);
    return lane === row.lane ? next : { ...next, lane, waiting_since: event.occurredAt };
  },
};

function opened(event: TicketEventOf<'TicketRegistered'>): DispatchBoardRow {
  const { data } = event;
  const standing = {
    state: data.move.to,
    stage: data.move.stage,
    state_class: data.move.stateClass,
    technician_id: null,
    appointment_from: null,
  };
  return {
    ...standing,
    id: data.ticketId,
    lane: laneOf(standing),
    number: data.number,
    title: data.title,
    customer_id: data.customerId,
    category: data.category,
    priority: data.priority,
    priority_rank: PRIORITY_RANKS[data.priority],
    region: data.site?.region ?? null,
    ...pinned(data.workflow),
    pause_reason: null,
    assistant_ids: [],
    team: null,
    appointment_to: null,
    wanted_from: data.wanted?.from ?? null,
    cycle: 1,
    registered_at: event.occurredAt,
    recorded_at: event.recordedAt,
    ...ageOf(undefined, event),
    waiting_since: event.occurredAt,
    cycle_since: event.occurredAt,
    technician_since: null,
    ...NO_ATTENTION,
    ...NO_PROMISES,
  };
}

const pinned = (workflow: { id: string; version: number }) => ({
  workflow_id: workflow.id,
  workflow_version: workflow.version,
});

function moved(event: RecordedTicketEvent): Partial<DispatchBoardRow> {
  const move = moveOf(event);
  if (move === undefined) return {};
  return {
    state: move.to,
    stage: move.stage,
    state_class: move.stateClass,
    ...(move.stateClass === 'paused' ? {} : { pause_reason: null }),
  };
}

function changed(row: DispatchBoardRow, event: RecordedTicketEvent): Partial<DispatchBoardRow> {
  switch (event.type) {
    case 'TicketAmended':
      return {
        title: event.data.title ?? row.title,
        region: event.data.site === undefined ? row.region : (event.data.site.region ?? null),
        wanted_from: event.data.wanted?.from ?? row.wanted_from,
      };
    case 'TicketClassified':
      return { category: event.data.category, ...pinned(event.data.workflow) };
    case 'TicketWorkflowMigrated':
      return pinned(event.data.workflow);
    case 'TicketPrioritised':
      return {
        priority: event.data.priority,
        priority_rank: PRIORITY_RANKS[event.data.priority],
      };
    case 'TicketAssigned':
    case 'TicketReassigned':
      return {
        technician_id: event.data.technicianId,
        assistant_ids: event.data.assistantIds,
        team: event.data.team ?? row.team,
        technician_since: row.technician_since ?? event.occurredAt,
      };
    case 'TicketDeclined':
      return { technician_id: null, assistant_ids: [], technician_since: null };
    case 'TicketScheduled':
      return {
        appointment_from: event.data.appointment.from,
        appointment_to: event.data.appointment.to,
      };
    case 'WorkPaused':
      return { pause_reason: event.data.reason };
    case 'TicketReopened':
      return {
        cycle: event.data.cycle,
        appointment_from: null,
        appointment_to: null,
        cycle_since: event.occurredAt,
        ...(event.data.move.stage === 'request'
          ? { technician_id: null, assistant_ids: [], team: null, technician_since: null }
          : { technician_since: row.technician_id === null ? null : event.occurredAt }),
      };
    default:
      return {};
  }
}
