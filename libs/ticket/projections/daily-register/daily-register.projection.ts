import type { RecordedEvent } from '@gongdan/core';
import type { Column, Projection } from '@gongdan/projections';
import {
  ageOf,
  asTicketEvent,
  moveOf,
  ROW_AGE_COLUMNS,
  TICKET_EVENT_TYPES,
  ticketIdOf,
  type RecordedTicketEvent,
  type RowAge,
  type TicketEventOf,
} from '../ticket-event.js';

/** The steps that the register ticks off, in the order of the journey. */
export const MILESTONES = [
  'dispatched',
  'arrived',
  'finished',
  'signed',
  'countersigned',
  'archived',
  'billed',
  'closed',
  'cancelled',
] as const;
export type Milestone = (typeof MILESTONES)[number];

type MilestoneColumns = { readonly [step in `${Milestone}_at`]: string | null };

/** One line of the service register (服务登记簿). Milestones are those of the present cycle. */
export type DailyRegisterRow = RowAge &
  MilestoneColumns & {
    readonly id: string;
    readonly number: string;
    readonly customer_id: string;
    readonly category: string;
    readonly priority: string;
    readonly channel: string;
    readonly title: string;
    readonly region: string | null;
    readonly technician_id: string | null;
    readonly state: string;
    readonly stage: string;
    readonly state_class: string;
    readonly cycle: number;
    readonly registered_at: string;
    /** When the registration was written into the log. */
    readonly recorded_at: string;
  };

const text: Column = { type: 'text' };
const maybeText: Column = { type: 'text', nullable: true };
const maybeInstant: Column = { type: 'timestamptz', nullable: true };

const NOT_REACHED: MilestoneColumns = {
  dispatched_at: null,
  arrived_at: null,
  finished_at: null,
  signed_at: null,
  countersigned_at: null,
  archived_at: null,
  billed_at: null,
  closed_at: null,
  cancelled_at: null,
};

export const dailyRegisterProjection: Projection<DailyRegisterRow> = {
  name: 'daily-register',
  version: 1,
  table: 'daily_register',
  columns: {
    id: text,
    number: text,
    customer_id: text,
    category: text,
    priority: text,
    channel: text,
    title: text,
    region: maybeText,
    technician_id: maybeText,
    state: text,
    stage: text,
    state_class: text,
    cycle: { type: 'integer' },
    registered_at: { type: 'timestamptz' },
    recorded_at: { type: 'timestamptz' },
    ...ROW_AGE_COLUMNS,
    dispatched_at: maybeInstant,
    arrived_at: maybeInstant,
    finished_at: maybeInstant,
    signed_at: maybeInstant,
    countersigned_at: maybeInstant,
    archived_at: maybeInstant,
    billed_at: maybeInstant,
    closed_at: maybeInstant,
    cancelled_at: maybeInstant,
  },
  key: 'id',
  indexes: ['(registered_at, id)'],
  types: TICKET_EVENT_TYPES,
  keyOf: ticketIdOf,
  apply(row: DailyRegisterRow | undefined, recorded: RecordedEvent): DailyRegisterRow | undefined {
    const event = asTicketEvent(recorded);
    if (event.type === 'TicketRegistered') return opened(event);
    if (row === undefined) return undefined;
    const next = { ...row, ...ageOf(row, event), ...changed(row, event) };
    return { ...next, ...moved(next, event) };
  },
};

function opened(event: TicketEventOf<'TicketRegistered'>): DailyRegisterRow {
  const { data } = event;
  return {
    ...NOT_REACHED,
    id: data.ticketId,
    number: data.number,
    customer_id: data.customerId,
    category: data.category,
    priority: data.priority,
    channel: data.channel,
    title: data.title,
    region: data.site?.region ?? null,
    technician_id: null,
    state: data.move.to,
    stage: data.move.stage,
    state_class: data.move.stateClass,
    cycle: 1,
    registered_at: event.occurredAt,
    recorded_at: event.recordedAt,
    ...ageOf(undefined, event),
  };
}

/** How a journey ends is told by the state it ends in: not every workflow has an event `closed`. */
function moved(row: DailyRegisterRow, event: RecordedTicketEvent): Partial<DailyRegisterRow> {
  const move = moveOf(event);
  if (move === undefined) return {};
  const ended = move.stage === 'closed' ? move.stateClass : undefined;
  return {
    state: move.to,
    stage: move.stage,
    state_class: move.stateClass,
    closed_at: ended === 'closed' ? (row.closed_at ?? event.occurredAt) : null,
    cancelled_at: ended === 'cancelled' ? (row.cancelled_at ?? event.occurredAt) : null,
  };
}

function changed(row: DailyRegisterRow, event: RecordedTicketEvent): Partial<DailyRegisterRow> {
  const at = event.occurredAt;
  switch (event.type) {
    case 'TicketAmended':
      return {
        title: event.data.title ?? row.title,
        region: event.data.site === undefined ? row.region : (event.data.site.region ?? null),
      };
    case 'TicketClassified':
      return { category: event.data.category };
    case 'TicketPrioritised':
      return { priority: event.data.priority };
    case 'TicketAssigned':
      return { technician_id: event.data.technicianId, dispatched_at: row.dispatched_at ?? at };
    case 'TicketReassigned':
      return { technician_id: event.data.technicianId, dispatched_at: row.dispatched_at ?? at };
    case 'TicketDeclined':
      return { technician_id: null, dispatched_at: null };
    case 'TechnicianArrived':
      return { arrived_at: row.arrived_at ?? at };
    case 'WorkStarted':
      return { finished_at: null, signed_at: null, countersigned_at: null };
    case 'WorkFinished':
      return { finished_at: at };
    case 'CustomerSigned':
      return { signed_at: at };
    case 'TicketCountersigned':
      return { countersigned_at: at };
    case 'TicketArchived':
      return { archived_at: at };
    case 'TicketSettled':
      return { billed_at: at };
    case 'TicketReopened':
      return {
        ...NOT_REACHED,
        cycle: event.data.cycle,
        ...(event.data.move.stage === 'request'
          ? { technician_id: null }
          : { dispatched_at: row.dispatched_at }),
      };
    default:
      return {};
  }
}
