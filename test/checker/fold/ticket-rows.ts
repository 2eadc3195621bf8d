import type { Row } from '../evidence.js';
import { cell, streamsOf, type Expected, type Fact } from './fact.js';
import { foldTicket, type TicketState } from './fold-ticket.js';

/** What the read models about tickets should say. */
export function ticketTables(facts: readonly Fact[]): Readonly<Record<string, Expected>> {
  const states = [...streamsOf(facts, 'ticket').values()].flatMap((each) => foldTicket(each) ?? []);
  const rows = (of: (state: TicketState) => Row): Expected => ({
    key: 'id',
    rows: states.map((state) => of(state)),
  });
  return {
    'ticket-detail': rows(detailRow),
    'dispatch-board': rows(boardRow),
    'technician-load': rows(loadRow),
    'daily-register': rows(registerRow),
    'ticket-search': rows(({ id, customerId, registeredAt, wordsVersion }) => ({
      id,
      customer_id: customerId,
      registered_at: registeredAt,
      version: wordsVersion,
    })),
    'technician-work': { key: 'id', rows: workRows(facts) },
  };
}

const standing = ({ state, stage, stateClass, technicianId, cycle }: TicketState) => ({
  state,
  stage,
  state_class: stateClass,
  technician_id: technicianId,
  cycle,
});

const common = (ticket: TicketState) => ({
  id: ticket.id,
  number: ticket.number,
  title: ticket.title,
  customer_id: ticket.customerId,
  registered_at: ticket.registeredAt,
});

const urgency = (ticket: TicketState) => ({
  category: ticket.category,
  priority: ticket.priority,
  region: ticket.region,
  version: ticket.version,
});

const arranged = (ticket: TicketState) => ({
  workflow_id: ticket.workflowId,
  workflow_version: ticket.workflowVersion,
  assistant_ids: ticket.assistantIds,
  team: ticket.team,
  appointment_from: ticket.appointmentFrom,
  appointment_to: ticket.appointmentTo,
  pause_reason: ticket.pauseReason,
});

const attention = (ticket: TicketState) => ({
  level: ticket.level,
  carried_over_on: ticket.carriedOverOn,
  carried_over_reason: ticket.carriedOverReason,
});

const detailRow = (ticket: TicketState): Row => ({
  ...common(ticket),
  ...standing(ticket),
  ...urgency(ticket),
  ...arranged(ticket),
  ...attention(ticket),
  settlement: ticket.settlement,
  invoice_id: ticket.invoiceId,
  merged_into_id: ticket.mergedIntoId,
  comment_count: ticket.comments,
  attachment_count: ticket.attachments,
  last_event_type: ticket.lastType,
  position: ticket.position,
});

const boardRow = (ticket: TicketState): Row => ({
  ...common(ticket),
  ...standing(ticket),
  ...urgency(ticket),
  ...arranged(ticket),
  ...attention(ticket),
  wanted_from: ticket.wantedFrom,
  lane: laneOf(ticket),
});

const registerRow = (ticket: TicketState): Row => ({
  ...common(ticket),
  ...standing(ticket),
  ...urgency(ticket),
});

const isOver = ({ stateClass }: TicketState) => ['closed', 'cancelled'].includes(stateClass);

/** The states of dispatch and visit that have a lane of their own name. */
const OWN_LANES: Readonly<Record<string, readonly string[]>> = {
  dispatch: ['assigned', 'accepted', 'scheduled'],
  field: ['en-route', 'on-site', 'in-progress'],
};

function laneOf(ticket: TicketState): string | null {
  const { state, stage, technicianId, appointmentFrom } = ticket;
  if (isOver(ticket)) return null;
  if (ticket.stateClass === 'paused') return 'paused';
  if (OWN_LANES[stage]?.includes(state) === true) return state;
  if (stage === 'request') return technicianId === null ? 'to-approve' : 'assigned';
  if (stage === 'field') return 'in-progress';
  if (stage === 'sign-off') return 'sign-off';
  if (stage !== 'dispatch') return 'billing';
  if (technicianId === null) return 'to-assign';
  return appointmentFrom === null ? 'assigned' : 'scheduled';
}

function loadRow(ticket: TicketState): Row {
  const { technicianId, assistantIds } = ticket;
  const people = technicianId === null ? [] : [technicianId, ...assistantIds];
  return {
    id: ticket.id,
    number: ticket.number,
    customer_id: ticket.customerId,
    state: ticket.state,
    state_class: ticket.stateClass,
    people,
    phase: phaseOf(ticket, people.length),
    appointment_from: ticket.appointmentFrom,
    appointment_to: ticket.appointmentTo,
    version: ticket.standingVersion,
  };
}

/** What the ticket is to the people who have it. */
function phaseOf(ticket: TicketState, people: number): string | null {
  const { stateClass, workFinished, appointmentFrom } = ticket;
  if (people === 0 || stateClass === 'cancelled') return null;
  if (stateClass === 'paused') return 'paused';
  if (workFinished || ['closed', 'resolved'].includes(stateClass)) return 'finished';
  if (stateClass === 'active') return 'in-progress';
  return appointmentFrom === null ? 'waiting' : 'scheduled';
}

const workRows = (facts: readonly Fact[]): Row[] =>
  facts
    .filter(({ type }) => type === 'WorkRecorded')
    .map(({ id, subject, data, occurredAt }) => ({
      id,
      ticket_id: subject,
      technician_id: cell(data, 'technicianId'),
      minutes: Number(data['minutes']),
      occurred_at: occurredAt,
    }));
