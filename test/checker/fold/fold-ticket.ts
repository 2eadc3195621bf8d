import { cell, type Fact } from './fact.js';

/** Where a ticket stands after its events, told once for all read models about tickets. */
export interface TicketState {
  readonly id: string;
  readonly number: string | null;
  readonly customerId: string | null;
  readonly registeredAt: string;
  category: string | null;
  priority: string | null;
  title: string | null;
  region: string | null;
  workflowId: string | null;
  workflowVersion: number | null;
  state: string;
  stage: string;
  stateClass: string;
  technicianId: string | null;
  assistantIds: readonly string[];
  team: string | null;
  wantedFrom: string | null;
  appointmentFrom: string | null;
  appointmentTo: string | null;
  pauseReason: string | null;
  cycle: number;
  settlement: string | null;
  invoiceId: string | null;
  mergedIntoId: string | null;
  level: string | null;
  /** The day it was carried over to, while what was left is not done. */
  carriedOverOn: string | null;
  carriedOverReason: string | null;
  comments: number;
  attachments: number;
  workFinished: boolean;
  version: number;
  position: number;
  lastType: string;
  /** Version at the last event that changed where the ticket stands or who has it. */
  standingVersion: number;
  /** Version at the last event that changed the words it is found by. */
  wordsVersion: number;
}

/** These only add something to a ticket. */
const ADDITIONS = [
  'TicketCommented',
  'TicketFileAttached',
  'WorkRecorded',
  'PartsRecorded',
  'TicketEscalated',
  'TicketCarriedOver',
];

/** Undefined: the stream does not begin with a registration. */
export function foldTicket(facts: readonly Fact[]): TicketState | undefined {
  const [first, ...rest] = facts;
  if (first?.type !== 'TicketRegistered') return undefined;
  const state = registered(first);
  for (const fact of rest) {
    move(state, fact);
    change(state, fact);
    attend(state, fact);
    state.version = fact.version;
    state.position = fact.position;
    state.lastType = fact.type;
    if (!ADDITIONS.includes(fact.type)) state.standingVersion = fact.version;
    if (fact.type === 'TicketAmended') state.wordsVersion = fact.version;
  }
  return state;
}

function registered({ data, subject, occurredAt, version, position, type }: Fact): TicketState {
  return {
    id: subject,
    number: cell(data, 'number'),
    customerId: cell(data, 'customerId'),
    registeredAt: occurredAt,
    category: cell(data, 'category'),
    priority: cell(data, 'priority'),
    title: cell(data, 'title'),
    region: data.site?.region ?? null,
    workflowId: data.workflow?.id ?? null,
    workflowVersion: data.workflow?.version ?? null,
    state: data.move?.to ?? '',
    stage: data.move?.stage ?? '',
    stateClass: data.move?.stateClass ?? '',
    technicianId: null,
    assistantIds: [],
    team: null,
    wantedFrom: data.wanted?.from ?? null,
    appointmentFrom: null,
    appointmentTo: null,
    pauseReason: null,
    cycle: 1,
    settlement: null,
    invoiceId: null,
    mergedIntoId: null,
    level: 'handler',
    carriedOverOn: null,
    carriedOverReason: null,
    comments: 0,
    attachments: 0,
    workFinished: false,
    version,
    position,
    lastType: type,
    standingVersion: version,
    wordsVersion: version,
  };
}

function move(state: TicketState, { data }: Fact): void {
  if (data.move === undefined) return;
  state.state = data.move.to;
  state.stage = data.move.stage;
  state.stateClass = data.move.stateClass;
  if (state.stateClass !== 'paused') state.pauseReason = null;
}

function change(state: TicketState, { type, data }: Fact): void {
  switch (type) {
    case 'TicketAmended':
      state.title = cell(data, 'title') ?? state.title;
      if (data.site !== undefined) state.region = data.site.region ?? null;
      state.wantedFrom = data.wanted?.from ?? state.wantedFrom;
      break;
    case 'TicketClassified':
      state.category = cell(data, 'category');
      pin(state, data.workflow);
      break;
    case 'TicketWorkflowMigrated':
      pin(state, data.workflow);
      break;
    case 'TicketPrioritised':
      state.priority = cell(data, 'priority');
      break;
    case 'TicketAssigned':
    case 'TicketReassigned':
      state.technicianId = cell(data, 'technicianId');
      state.assistantIds = data.assistantIds ?? [];
      state.team = cell(data, 'team') ?? state.team;
      break;
    case 'TicketDeclined':
      state.technicianId = null;
      state.assistantIds = [];
      break;
    case 'TicketScheduled':
      state.appointmentFrom = data.appointment?.from ?? null;
      state.appointmentTo = data.appointment?.to ?? null;
      break;
    case 'WorkPaused':
      state.pauseReason = cell(data, 'reason');
      break;
    case 'WorkStarted':
      state.workFinished = false;
      break;
    case 'WorkFinished':
      state.workFinished = true;
      break;
    case 'TicketReopened':
      reopen(state, Number(data['cycle']), data.move?.stage === 'request');
      break;
    case 'TicketSettled':
      state.settlement = cell(data, 'outcome');
      state.invoiceId = cell(data, 'invoiceId');
      break;
    case 'TicketMerged':
      state.mergedIntoId = cell(data, 'intoTicketId');
      break;
    case 'TicketCommented':
      state.comments += 1;
      break;
    case 'TicketFileAttached':
      state.attachments += 1;
      break;
    default:
  }
}

/** Who looks after it, and what was left of an earlier day. */
function attend(state: TicketState, { type, data }: Fact): void {
  if (type === 'TicketEscalated') state.level = cell(data, 'to');
  if (type === 'TicketReopened') state.level = 'handler';
  if (type === 'TicketCarriedOver') {
    state.carriedOverOn = cell(data, 'day');
    state.carriedOverReason = cell(data, 'reason');
  }
  const isDispatched = state.carriedOverReason === 'not-dispatched' && state.technicianId !== null;
  const isDone = ['resolved', 'closed', 'cancelled'].includes(state.stateClass);
  if (!isDispatched && !isDone && type !== 'TicketReopened') return;
  state.carriedOverOn = null;
  state.carriedOverReason = null;
}

function pin(state: TicketState, workflow: { id: string; version: number } | undefined): void {
  state.workflowId = workflow?.id ?? null;
  state.workflowVersion = workflow?.version ?? null;
}

/** A new cycle begins clean, and with nobody where it begins with the request. */
function reopen(state: TicketState, cycle: number, fromTheBeginning: boolean): void {
  state.cycle = cycle;
  state.appointmentFrom = null;
  state.appointmentTo = null;
  state.workFinished = false;
  state.settlement = null;
  state.invoiceId = null;
  if (!fromTheBeginning) return;
  state.technicianId = null;
  state.assistantIds = [];
  state.team = null;
}
