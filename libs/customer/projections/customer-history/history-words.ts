import type { GongdanEvent, SlaEvent, TechnicianEvent } from '@gongdan/contracts';
import { amountWords } from './amount-words.js';
import { brokenWords, keptWords, overturnedWords, type VerdictEvent } from './promise-words.js';

export const HISTORY_KINDS = [
  'customer',
  'device',
  'contract',
  'ticket',
  'visit',
  'invoice',
  'payment',
  'survey',
  'complaint',
  'promise',
] as const;
export type HistoryKind = (typeof HISTORY_KINDS)[number];

/**
 * Technicians’ own file has nothing to do with customers. Of clocks only verdicts are told: what else they do
 * the tickets’ own page tells, and `SlaClockMissed` only ends what was broken before.
 */
type CustomersEvent = Exclude<GongdanEvent, TechnicianEvent | SlaEvent> | VerdictEvent;
type DataOf<Type extends CustomersEvent['type']> = Extract<CustomersEvent, { type: Type }>['data'];
type Words<Type extends CustomersEvent['type']> = readonly [
  kind: HistoryKind,
  what: string | ((data: DataOf<Type>) => string | undefined),
];

const visitsOf = (visitLimit: number): string =>
  `${visitLimit} visit${visitLimit === 1 ? '' : 's'}`;

/**
 * What each event means in a customer’s history, in a few words: never anything personal, and nothing that
 * people wrote freely, because it may be. An event type that is missing here does not compile.
 */
export const HISTORY_WORDS: { readonly [Type in CustomersEvent['type']]: Words<Type> } = {
  CustomerRegistered: ['customer', ({ tier }) => `Taken into the file as ${tier}`],
  CustomerAmended: ['customer', (data) => `File amended: ${Object.keys(data).sort().join(', ')}`],
  CustomerForgotten: ['customer', 'Forgotten: personal data made unreadable'],
  DeviceRegistered: ['device', ({ model }) => `Device registered: ${model}`],
  ContractSigned: [
    'contract',
    ({ validFrom, validUntil, visitLimit }) =>
      `Contract for ${visitsOf(visitLimit)} from ${validFrom} to ${validUntil}`,
  ],
  ContractVisitUsed: ['contract', ({ visitsUsed }) => `Visit ${visitsUsed} of the contract used`],

  MaintenancePlanned: [
    'contract',
    ({ slotCount, everyMonths, firstOn, lastOn }) =>
      `Maintenance planned: ${visitsOf(slotCount)}, every ${everyMonths} month${everyMonths === 1 ? '' : 's'}, from ${firstOn} to ${lastOn}`,
  ],
  MaintenanceVisitOrdered: [
    'contract',
    ({ slot, dueOn }) => `Maintenance visit ${slot} ordered for ${dueOn}`,
  ],
  MaintenanceSlotOpened: [
    'contract',
    ({ slot, reason }) => `Maintenance visit ${slot} open again: ${reason.replace('-', ' ')}`,
  ],
  MaintenanceVisitDone: ['contract', ({ slot }) => `Maintenance visit ${slot} done`],
  MaintenancePlanEnded: ['contract', 'Maintenance plan ended'],

  TicketRegistered: [
    'ticket',
    ({ number, category, priority }) => `Ticket ${number} registered: ${category}, ${priority}`,
  ],
  TicketAmended: ['ticket', (data) => `Request amended: ${Object.keys(data).sort().join(', ')}`],
  TicketClassified: [
    'ticket',
    ({ previousCategory, category }) => `Category corrected: ${previousCategory} to ${category}`,
  ],
  TicketPrioritised: [
    'ticket',
    ({ previousPriority, priority }) => `Priority changed: ${previousPriority} to ${priority}`,
  ],
  TicketCancelled: ['ticket', 'Cancelled'],
  TicketMerged: ['ticket', 'Merged into another ticket'],
  TicketReopened: ['ticket', ({ cycle }) => `Reopened, cycle ${cycle}`],
  TicketSettled: ['ticket', ({ outcome }) => `Billing done: ${outcome}`],
  TicketClosed: ['ticket', 'Closed'],
  TicketCommented: ['ticket', ({ visibility }) => `Comment (${visibility})`],
  TicketFileAttached: ['ticket', ({ mediaType }) => `File attached (${mediaType})`],
  TicketWorkflowMigrated: [
    'ticket',
    ({ workflow }) => `Follows workflow ${workflow.id} version ${workflow.version}`,
  ],

  TicketDispatchApproved: ['ticket', 'Released for dispatch'],
  TicketAssigned: ['ticket', 'Technician assigned'],
  TicketReassigned: ['ticket', 'Given to another technician'],
  TicketAccepted: ['ticket', 'Accepted by the technician'],
  TicketDeclined: ['ticket', 'Given back by the technician'],
  TicketScheduled: [
    'ticket',
    ({ appointment }) => `Appointment ${appointment.from} to ${appointment.to}`,
  ],
  TicketEscalated: ['ticket', ({ from, to }) => `Escalated: ${from} to ${to}`],
  TicketCarriedOver: [
    'ticket',
    ({ day, reason }) => `Carried over to ${day}: ${reason.replace('-', ' ')}`,
  ],

  TechnicianDeparted: ['visit', 'Technician on the way'],
  TechnicianArrived: ['visit', 'Technician at the site'],
  WorkStarted: ['visit', 'Work started'],
  WorkPaused: ['visit', ({ reason }) => `Work paused: ${reason}`],
  WorkResumed: ['visit', 'Work resumed'],
  WorkRecorded: ['visit', ({ minutes }) => `Work recorded: ${minutes} minutes`],
  PartsRecorded: [
    'visit',
    ({ parts }) => `Parts used: ${parts.map(({ code }) => code).join(', ')}`,
  ],
  WorkFinished: ['visit', 'Work finished'],
  CustomerSigned: ['ticket', 'Voucher signed by the customer'],
  TicketCountersigned: ['ticket', 'Voucher countersigned'],
  TicketArchived: ['ticket', 'Voucher archived'],

  InvoiceDrafted: ['invoice', ({ total }) => `Invoice drafted: ${amountWords(total)}`],
  InvoiceIssued: ['invoice', ({ number, dueOn }) => `Invoice ${number} issued, due on ${dueOn}`],
  InvoiceVoided: ['invoice', 'Draft of the invoice voided'],
  PaymentReceived: [
    'payment',
    (data) =>
      `Payment of ${amountWords(data.amount)}, outstanding ${amountWords(data.outstanding)}`,
  ],

  SurveyRequested: ['survey', 'Asked for feedback'],
  SurveyAnswered: [
    'survey',
    ({ satisfaction, poor }) => `Rated ${satisfaction} of 5${poor ? ' (poor)' : ''}`,
  ],
  SurveyExpired: ['survey', 'No feedback in time'],

  ComplaintOpened: [
    'complaint',
    ({ severity, source }) => `Complaint opened: ${severity}, from ${source}`,
  ],
  ComplaintEscalated: ['complaint', ({ from, to }) => `Complaint escalated: ${from} to ${to}`],
  ComplaintAnswered: ['complaint', ({ channel }) => `Complaint answered by ${channel}`],
  ComplaintClosed: [
    'complaint',
    ({ acceptedByCustomer }) =>
      acceptedByCustomer ? 'Complaint closed, accepted' : 'Complaint closed by the executive',
  ],

  SlaClockMet: ['promise', keptWords],
  SlaClockBreached: ['promise', brokenWords],
  SlaClockSuperseded: ['promise', overturnedWords],
};

/** Longest text of one row; a list of many part codes is cut. */
export const WHAT_LENGTH_MAX = 300;

/** Never between the halves of a surrogate pair: a database cannot hold one of them alone. */
function shortened(text: string): string {
  const cut = text.slice(0, WHAT_LENGTH_MAX);
  return cut.isWellFormed() ? cut : cut.slice(0, -1);
}

/** Kind and words of an event. Undefined for events that do not belong to a customer’s history. */
export function historyWordsOf(event: {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}): { readonly kind: HistoryKind; readonly what: string } | undefined {
  if (!Object.hasOwn(HISTORY_WORDS, event.type)) return undefined;
  const [kind, what] = HISTORY_WORDS[event.type as CustomersEvent['type']];
  // The table pairs every type with its own data; TypeScript cannot follow that through the lookup.
  const words = what as string | ((data: object) => string | undefined);
  const text = typeof words === 'string' ? words : words(event.data);
  return text === undefined ? undefined : { kind, what: shortened(text) };
}
