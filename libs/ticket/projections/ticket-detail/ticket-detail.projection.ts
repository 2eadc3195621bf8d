import { CLOCK_EVENT_TYPES, remembered } from '@gongdan/contracts';
import type { RecordedEvent } from '@gongdan/core';
import type { Projection } from '@gongdan/projections';
import { NO_ATTENTION, withAttention } from '../row-attention.js';
import { isClockEvent, NO_PROMISES, promisesAfter, ticketOf } from '../row-promises.js';
import {
  ageOf,
  asTicketEvent,
  isFinal,
  moveOf,
  PRIORITY_RANKS,
  TICKET_EVENT_TYPES,
  type DataOf,
  type RecordedTicketEvent,
  type TicketEventOf,
} from '../ticket-event.js';
import { TICKET_DETAIL_COLUMNS, type TicketDetailRow } from './ticket-detail.row.js';

/** How much of a description the lists show. */
export const SNIPPET_LENGTH_MAX = 200;

/** Everything that lists, filters and a ticket's own page say about it: one row per ticket. */
export const ticketDetailProjection: Projection<TicketDetailRow> = {
  name: 'ticket-detail',
  version: 5,
  table: 'ticket_detail',
  columns: TICKET_DETAIL_COLUMNS,
  key: 'id',
  // One index per filter, each in the order of the default sort: a page is read from where it begins.
  // The filters that leave few of many tickets have one in the order of the last change, too.
  indexes: [
    '(registered_at, id)',
    '(state, registered_at, id)',
    '(stage, registered_at, id)',
    '(state_class, registered_at, id)',
    '(category, registered_at, id)',
    '(priority_rank, registered_at, id)',
    '(technician_id, registered_at, id)',
    '(customer_id, registered_at, id)',
    // What a technician has in hand is little beside what he ever had.
    "(technician_id, registered_at, id) WHERE state_class IN ('open', 'active', 'paused', 'resolved')",
    '(team, registered_at, id)',
    '(channel, registered_at, id)',
    '(region, registered_at, id)',
    '(number)',
    '(position)',
    '(state, position)',
    '(stage, position)',
    '(state_class, position)',
    '(technician_id, position)',
    '(customer_id, position)',
    'USING gin (assistant_ids)',
    // In the order of what is due next: of tickets with running clocks only, which are few.
    ...[
      '',
      'state, ',
      'stage, ',
      'state_class, ',
      'category, ',
      'priority_rank, ',
      'technician_id, ',
      'customer_id, ',
      'due_state, ',
      'due_clock, ',
    ].map((filter) => `(${filter}due_at, id) WHERE due_at IS NOT NULL`),
    '(due_state, registered_at, id) WHERE due_state IS NOT NULL',
    // Nearly every ticket is with its handler, and hardly any was carried over.
    "(level, registered_at, id) WHERE level <> 'handler'",
    '(registered_at, id) WHERE carried_over_on IS NOT NULL',
  ],
  types: [...TICKET_EVENT_TYPES, ...CLOCK_EVENT_TYPES],
  keyOf: ticketOf,
  apply(row: TicketDetailRow | undefined, recorded: RecordedEvent): TicketDetailRow | undefined {
    if (isClockEvent(recorded)) return row && { ...row, ...promisesAfter(row, recorded) };
    const event = asTicketEvent(recorded);
    if (event.type === 'TicketRegistered') return opened(event);
    if (row === undefined) return undefined;
    const next = { ...row, ...happened(row, event), ...moved(row, event) };
    return withAttention({ ...next, ...changed(next, event) }, event);
  },
};

function opened(event: TicketEventOf<'TicketRegistered'>): TicketDetailRow {
  const { data } = event;
  return {
    id: data.ticketId,
    number: data.number,
    workflow_id: data.workflow.id,
    workflow_version: data.workflow.version,
    state: data.move.to,
    stage: data.move.stage,
    state_class: data.move.stateClass,
    category: data.category,
    priority: data.priority,
    priority_rank: PRIORITY_RANKS[data.priority],
    channel: data.channel,
    title: data.title,
    ...described(data.description),
    customer_id: data.customerId,
    ...contacted(data.contact),
    site_address: remembered(data.site?.address),
    region: data.site?.region ?? null,
    device_id: data.deviceId ?? null,
    device_model: data.device?.model ?? null,
    device_serial: data.device?.serial ?? null,
    contract_id: data.contractId ?? null,
    wanted_from: data.wanted?.from ?? null,
    wanted_to: data.wanted?.to ?? null,
    source_log: data.source?.log ?? null,
    source_key: data.source?.key ?? null,
    maintenance_plan_id: data.maintenance?.planId ?? null,
    maintenance_slot: data.maintenance?.slot ?? null,
    technician_id: null,
    assistant_ids: [],
    team: null,
    appointment_from: null,
    appointment_to: null,
    pause_reason: null,
    cycle: 1,
    settlement: null,
    invoice_id: null,
    merged_into_id: null,
    comment_count: 0,
    attachment_count: 0,
    registered_at: event.occurredAt,
    recorded_at: event.recordedAt,
    dispatched_at: null,
    arrived_at: null,
    finished_at: null,
    closed_at: isFinal(data.move.stateClass) ? event.occurredAt : null,
    last_event_type: event.type,
    ...ageOf(undefined, event),
    position: event.position,
    ...NO_ATTENTION,
    ...NO_PROMISES,
  };
}

const happened = (row: TicketDetailRow, event: RecordedTicketEvent): Partial<TicketDetailRow> => ({
  position: event.position,
  last_event_type: event.type,
  ...ageOf(row, event),
});

function moved(row: TicketDetailRow, event: RecordedTicketEvent): Partial<TicketDetailRow> {
  const move = moveOf(event);
  if (move === undefined) return {};
  const closedAt = isFinal(move.stateClass) ? (row.closed_at ?? event.occurredAt) : null;
  return {
    state: move.to,
    stage: move.stage,
    state_class: move.stateClass,
    closed_at: closedAt,
    ...(move.stateClass === 'paused' ? {} : { pause_reason: null }),
  };
}

/** What an event changes beside the state it moves the ticket to. */
function changed(row: TicketDetailRow, event: RecordedTicketEvent): Partial<TicketDetailRow> {
  switch (event.type) {
    case 'TicketAmended':
      return amended(event.data);
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
        dispatched_at: row.dispatched_at ?? event.occurredAt,
      };
    case 'TicketDeclined':
      return { technician_id: null, assistant_ids: [] };
    case 'TicketScheduled':
      return {
        appointment_from: event.data.appointment.from,
        appointment_to: event.data.appointment.to,
      };
    case 'TechnicianArrived':
      return { arrived_at: row.arrived_at ?? event.occurredAt };
    case 'WorkPaused':
      return { pause_reason: event.data.reason };
    case 'WorkStarted':
      return { finished_at: null };
    case 'WorkFinished':
      return { finished_at: event.occurredAt };
    case 'TicketReopened':
      return reopened(event.data);
    case 'TicketSettled':
      return { settlement: event.data.outcome, invoice_id: event.data.invoiceId ?? null };
    case 'TicketMerged':
      return { merged_into_id: event.data.intoTicketId };
    case 'TicketCommented':
      return { comment_count: row.comment_count + 1 };
    case 'TicketFileAttached':
      return { attachment_count: row.attachment_count + 1 };
    default:
      return {};
  }
}

/** As the domain has it: a new cycle starts clean, and unassigned where it starts from the beginning. */
const reopened = (data: DataOf<'TicketReopened'>): Partial<TicketDetailRow> => ({
  cycle: data.cycle,
  appointment_from: null,
  appointment_to: null,
  finished_at: null,
  settlement: null,
  invoice_id: null,
  ...(data.move.stage === 'request' ? { technician_id: null, assistant_ids: [], team: null } : {}),
});

const pinned = (workflow: { id: string; version: number }): Partial<TicketDetailRow> => ({
  workflow_id: workflow.id,
  workflow_version: workflow.version,
});

const described = (description: string) => ({
  snippet: Array.from(description.slice(0, 2 * SNIPPET_LENGTH_MAX))
    .slice(0, SNIPPET_LENGTH_MAX)
    .join(''),
});

const contacted = (contact: { name: string; phone?: string; email?: string } | undefined) => ({
  contact_name: remembered(contact?.name),
  contact_phone: remembered(contact?.phone),
  contact_email: remembered(contact?.email),
});

const amended = (data: DataOf<'TicketAmended'>): Partial<TicketDetailRow> => ({
  ...(data.title === undefined ? {} : { title: data.title }),
  ...(data.description === undefined ? {} : described(data.description)),
  ...(data.contact === undefined ? {} : contacted(data.contact)),
  ...(data.site === undefined
    ? {}
    : { site_address: remembered(data.site.address), region: data.site.region ?? null }),
  ...(data.deviceId === undefined ? {} : { device_id: data.deviceId }),
  ...(data.device === undefined
    ? {}
    : { device_model: data.device.model, device_serial: data.device.serial ?? null }),
  ...(data.contractId === undefined ? {} : { contract_id: data.contractId }),
  ...(data.wanted === undefined
    ? {}
    : { wanted_from: data.wanted.from, wanted_to: data.wanted.to }),
});
