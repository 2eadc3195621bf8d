import { allEventContracts, type Move, type TicketEvent } from '@gongdan/contracts';
import { epochMsOf, splitStreamName, type Instant, type RecordedEvent } from '@gongdan/core';
import type { Projection } from '@gongdan/projections';

/** What managers count of one ticket beside its clocks: how often it came back, and where its time went. */
export type SlaTicketRow = {
  readonly ticket_id: string;
  readonly number: string;
  readonly customer_id: string;
  readonly technician_id: string | null;
  readonly assistant_ids: readonly string[];
  readonly team: string | null;
  readonly category: string;
  readonly priority: string;
  readonly region: string | null;
  readonly workflow: string;
  readonly state: string;
  readonly state_class: string;
  /** When it came into this class of state. */
  readonly class_since: string;
  readonly registered_at: string;
  /** Its first resolution; a reopening leaves it. */
  readonly resolved_at: string | null;
  /** When it was closed or cancelled; null while it is neither. */
  readonly closed_at: string | null;
  /** Arrivals until its first resolution. */
  readonly visit_count: number;
  readonly reopen_count: number;
  /** Resolved with one visit at most, and never taken up again. */
  readonly fixed_first_time: boolean;
  /** Working days, ascending, on which it was carried over, by why; and the latest of them all. */
  readonly not_dispatched_on: readonly string[];
  readonly not_finished_on: readonly string[];
  readonly last_carried_over_on: string | null;
  /** Wall-clock time that it stood in each class, of stays that have ended. */
  readonly open_ms: number;
  readonly active_ms: number;
  readonly paused_ms: number;
  readonly resolved_ms: number;
  readonly last_event_at: string;
};

const TYPES = allEventContracts()
  .filter(({ owner }) => owner === 'request' || owner === 'dispatch' || owner === 'field')
  .map(({ type }) => type)
  .filter(
    (type) =>
      !['TicketCommented', 'TicketFileAttached', 'WorkRecorded', 'PartsRecorded'].includes(type),
  );

export const slaTicketProjection: Projection<SlaTicketRow> = {
  name: 'sla-ticket',
  version: 2,
  table: 'sla_ticket',
  columns: {
    ticket_id: { type: 'text' },
    number: { type: 'text' },
    customer_id: { type: 'text' },
    technician_id: { type: 'text', nullable: true },
    assistant_ids: { type: 'text[]' },
    team: { type: 'text', nullable: true },
    category: { type: 'text' },
    priority: { type: 'text' },
    region: { type: 'text', nullable: true },
    workflow: { type: 'text' },
    state: { type: 'text' },
    state_class: { type: 'text' },
    class_since: { type: 'timestamptz' },
    registered_at: { type: 'timestamptz' },
    resolved_at: { type: 'timestamptz', nullable: true },
    closed_at: { type: 'timestamptz', nullable: true },
    visit_count: { type: 'integer' },
    reopen_count: { type: 'integer' },
    fixed_first_time: { type: 'boolean' },
    not_dispatched_on: { type: 'text[]' },
    not_finished_on: { type: 'text[]' },
    last_carried_over_on: { type: 'text', nullable: true },
    open_ms: { type: 'bigint' },
    active_ms: { type: 'bigint' },
    paused_ms: { type: 'bigint' },
    resolved_ms: { type: 'bigint' },
    last_event_at: { type: 'timestamptz' },
  },
  key: 'ticket_id',
  indexes: [
    '(registered_at, ticket_id)',
    '(state_class, registered_at, ticket_id)',
    '(resolved_at, ticket_id) WHERE resolved_at IS NOT NULL',
    '(last_carried_over_on, ticket_id) WHERE last_carried_over_on IS NOT NULL',
    '(technician_id)',
    'USING gin (assistant_ids)',
    '(customer_id)',
  ],
  types: TYPES,
  keyOf(event) {
    const { kind, id } = splitStreamName(event.stream);
    return kind === 'ticket' ? id : undefined;
  },
  apply(row, recorded) {
    const event = recorded as RecordedTicketEvent;
    const base = event.type === 'TicketRegistered' ? registered(event) : row;
    if (base === undefined) return row;
    const moved = {
      ...base,
      ...changedBy(event),
      ...movedBy(base, event),
      ...carriedBy(base, event),
    };
    const last = base.last_event_at > event.occurredAt ? base.last_event_at : event.occurredAt;
    const { resolved_at, visit_count, reopen_count } = moved;
    const fixed = resolved_at !== null && visit_count <= 1 && reopen_count === 0;
    return { ...moved, fixed_first_time: fixed, last_event_at: last };
  },
};

type RecordedTicketEvent = RecordedEvent & TicketEvent;
type Registered = Extract<RecordedTicketEvent, { type: 'TicketRegistered' }>;

const registered = ({ data, occurredAt }: Registered): SlaTicketRow => ({
  ticket_id: data.ticketId,
  number: data.number,
  customer_id: data.customerId,
  technician_id: null,
  assistant_ids: [],
  team: null,
  category: data.category,
  priority: data.priority,
  region: data.site?.region ?? null,
  workflow: data.workflow.id,
  state: data.move.to,
  state_class: data.move.stateClass,
  class_since: occurredAt,
  registered_at: occurredAt,
  resolved_at: null,
  closed_at: null,
  visit_count: 0,
  reopen_count: 0,
  fixed_first_time: false,
  not_dispatched_on: [],
  not_finished_on: [],
  last_carried_over_on: null,
  open_ms: 0,
  active_ms: 0,
  paused_ms: 0,
  resolved_ms: 0,
  last_event_at: occurredAt,
});

const SUMS = {
  open: 'open_ms',
  active: 'active_ms',
  paused: 'paused_ms',
  resolved: 'resolved_ms',
} as const;

/** The stay that a move ends, by the wall clock; what is reported out of order ends none in the past. */
function movedBy(row: SlaTicketRow, event: RecordedTicketEvent): Partial<SlaTicketRow> {
  const move = (event.data as { move?: Move }).move;
  if (move === undefined) return {};
  const visits = countsAsVisit(row, event) ? { visit_count: row.visit_count + 1 } : {};
  const at = event.occurredAt;
  const changed = move.stateClass !== row.state_class;
  const isResolution = move.stateClass === 'resolved' || move.stateClass === 'closed';
  const isFinal = move.stateClass === 'closed' || move.stateClass === 'cancelled';
  return {
    ...visits,
    state: move.to,
    state_class: move.stateClass,
    resolved_at: row.resolved_at ?? (isResolution ? at : null),
    closed_at: isFinal ? (row.closed_at ?? at) : null,
    ...(changed ? { ...stayOf(row, at), class_since: at } : {}),
  };
}

const countsAsVisit = (row: SlaTicketRow, { type }: RecordedTicketEvent): boolean =>
  type === 'TechnicianArrived' && row.resolved_at === null;

function stayOf(row: SlaTicketRow, until: Instant): Partial<SlaTicketRow> {
  const sum = SUMS[row.state_class as keyof typeof SUMS];
  if (sum === undefined) return {};
  return { [sum]: row[sum] + Math.max(0, epochMsOf(until) - Date.parse(row.class_since)) };
}

const CARRIED = {
  'not-dispatched': 'not_dispatched_on',
  'not-finished': 'not_finished_on',
} as const;

/** The ticket itself sees to it that it is carried over once a day, and to no earlier one. */
function carriedBy(row: SlaTicketRow, event: RecordedTicketEvent): Partial<SlaTicketRow> {
  if (event.type !== 'TicketCarriedOver') return {};
  const { day, reason } = event.data;
  const days = CARRIED[reason];
  return { [days]: [...row[days], day], last_carried_over_on: day };
}

function changedBy(event: RecordedTicketEvent): Partial<SlaTicketRow> {
  switch (event.type) {
    case 'TicketAmended':
      return event.data.site ? { region: event.data.site.region ?? null } : {};
    case 'TicketClassified':
      return { category: event.data.category, workflow: event.data.workflow.id };
    case 'TicketWorkflowMigrated':
      return { workflow: event.data.workflow.id };
    case 'TicketPrioritised':
      return { priority: event.data.priority };
    case 'TicketAssigned':
    case 'TicketReassigned': {
      const { technicianId, assistantIds, team } = event.data;
      const held = { technician_id: technicianId, assistant_ids: assistantIds };
      return team === undefined ? held : { ...held, team };
    }
    case 'TicketDeclined':
      return { technician_id: null, assistant_ids: [] };
    case 'TicketReopened':
      return { reopen_count: event.data.cycle - 1 };
    default:
      return {};
  }
}
