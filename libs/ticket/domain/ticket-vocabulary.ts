import type { CommandWords, GuardWords, WorkflowVocabulary } from '@gongdan/workflow';
import {
  TICKET_COMMANDS,
  type TicketCommandInputs,
  type TicketCommandName,
} from './ticket-command.js';

type Need = 'required' | 'optional';
type FieldsOf<Input> = {
  readonly [Field in keyof Input]-?: undefined extends Input[Field] ? 'optional' : 'required';
};

/** Every field of every command’s input; the types hold this table to the inputs. */
export const COMMAND_FIELDS: {
  readonly [Name in TicketCommandName]: FieldsOf<TicketCommandInputs[Name]>;
} = {
  register: {
    ticketId: 'required',
    number: 'required',
    customerId: 'required',
    category: 'required',
    priority: 'optional',
    channel: 'required',
    title: 'required',
    description: 'required',
    contact: 'optional',
    site: 'optional',
    deviceId: 'optional',
    device: 'optional',
    contractId: 'optional',
    wanted: 'optional',
    source: 'optional',
    maintenance: 'optional',
    workflowId: 'optional',
  },
  amend: {
    title: 'optional',
    description: 'optional',
    contact: 'optional',
    site: 'optional',
    deviceId: 'optional',
    device: 'optional',
    contractId: 'optional',
    wanted: 'optional',
  },
  classify: { category: 'required', contractId: 'optional', reason: 'required' },
  prioritise: { priority: 'required', reason: 'optional' },
  'approve-dispatch': { note: 'optional' },
  assign: { technicianId: 'required', assistantIds: 'optional', team: 'optional' },
  accept: {},
  decline: { reason: 'required' },
  reassign: {
    technicianId: 'required',
    assistantIds: 'optional',
    team: 'optional',
    reason: 'required',
  },
  schedule: { appointment: 'required', requestedByCustomer: 'optional' },
  depart: {},
  arrive: {},
  start: {},
  pause: { reason: 'required', note: 'optional' },
  resume: {},
  'record-work': {
    description: 'required',
    minutes: 'required',
    coveredByWarranty: 'optional',
    technicianId: 'optional',
  },
  'record-parts': { parts: 'required' },
  finish: { resolution: 'required' },
  sign: { signedBy: 'required', remark: 'optional' },
  countersign: { note: 'optional' },
  archive: {},
  settle: { outcome: 'required', invoiceId: 'optional', cycle: 'optional' },
  close: { reason: 'optional', cycle: 'optional' },
  cancel: { reason: 'required' },
  reopen: { reason: 'required' },
  merge: { intoTicketId: 'required', reason: 'optional' },
  comment: { text: 'required', visibility: 'optional' },
  attach: {
    fileName: 'required',
    mediaType: 'required',
    sizeBytes: 'required',
    sha256: 'required',
  },
  escalate: { to: 'optional', reason: 'required' },
  'carry-over': { day: 'required', reason: 'required' },
  'migrate-workflow': { version: 'required', reason: 'required', state: 'optional' },
};

/** Commands whose events record no step, so that no definition can make them move a ticket. */
export const STAYING: ReadonlySet<TicketCommandName> = new Set<TicketCommandName>([
  'amend',
  'classify',
  'prioritise',
  'record-work',
  'record-parts',
  'comment',
  'attach',
  'escalate',
  'carry-over',
  'migrate-workflow',
]);

export const TICKET_GUARDS = [
  'lead-technician-only',
  'technician-assigned',
  'before-work-began',
  'has-recorded-work',
  'needs-customer-signature',
  'not-by-assigned-technician',
  'within-reopen-period',
] as const;
export type TicketGuardName = (typeof TICKET_GUARDS)[number];

/** Longest period in which a definition may let a closed ticket be reopened. */
const REOPEN_DAYS_MAX = 3_650;

const guards: Readonly<Record<TicketGuardName, GuardWords>> = {
  'lead-technician-only': {
    description: 'Of the technicians, only the lead may: assistants may not decide for the lead.',
  },
  'technician-assigned': { description: 'A technician must be assigned.' },
  'before-work-began': { description: 'Only before work began (in the present cycle).' },
  'has-recorded-work': { description: 'Work must have been recorded (in the present cycle).' },
  'needs-customer-signature': { description: 'The customer must have signed.' },
  'not-by-assigned-technician': {
    description:
      'Nobody countersigns his own work: not by the lead or an assistant of the ticket, nor by who ' +
      'has work recorded (in the present cycle).',
  },
  'within-reopen-period': {
    description: 'At most so many days after the ticket was closed.',
    parameters: { days: { min: 1, max: REOPEN_DAYS_MAX } },
  },
};

const commandWords = (name: TicketCommandName): CommandWords => ({
  fields: Object.keys(COMMAND_FIELDS[name]),
  moves: !STAYING.has(name),
  ...(name === 'register' ? { creates: true } : {}),
});

const rules: readonly string[] = [
  'Who may give a command only as a technician may give it only on tickets of which he is ' +
    'lead or assistant.',
  'accept, decline, depart and arrive need an assigned technician.',
  'classify before work began (in the present cycle) moves the ticket to the newest version ' +
    'of the other category’s workflow, in the same state; after work began it changes the ' +
    'category, and with it billing, but not the workflow, unless that one never comes to billing ' +
    'and the other does: then the ticket moves too, so that it is billed. A ticket of a workflow ' +
    'without category keeps it.',
  'amend, or classify with the category, names the contract that is to cover the ticket; either ' +
    'takes a role that may classify in that state. What is archived is billed as it stood then.',
  'reopen begins a new cycle. Technician and appointment are cleared where it leads back to ' +
    'the request; where work goes on at once, the technician stays. Work and parts stay with ' +
    'the cycle they belong to.',
  'start after finish makes resolution, signature and countersignature void.',
  'escalate climbs the ladder (handler, dispatch-manager, executive), one step or up to a named ' +
    'one; a reopened ticket begins at its foot again.',
  'carry-over is the engine’s own, at the start of a working day: what has no technician is ' +
    'carried over as not-dispatched, what has one and is not finished as not-finished.',
  'resume leads back to the state that was paused; depart and arrive end a pause too (a ' +
    'second visit).',
  'Nothing happens in the future, and nothing that is reported later happened before the ' +
    'registration. No step of a cycle happened before the reopening that it began with; pause, what ' +
    'ends a pause (resume, depart, arrive, cancel …) and what takes up again what was done (reopen, ' +
    'start from finished …) not before the ticket’s latest step, which it ends, undoes or interrupts.',
  'What is so already is no change: the command is accepted, and no event follows.',
];

/** The words that a ticket’s workflow definitions may use. */
export const ticketWorkflowVocabulary: WorkflowVocabulary = {
  commands: Object.fromEntries(TICKET_COMMANDS.map((name) => [name, commandWords(name)])),
  guards,
  rules,
};

/** One field of a command’s input, as a caller sees it. */
export interface CommandField {
  readonly name: string;
  readonly required: boolean;
}

/** A command’s input fields; `requires`: those that the ticket’s workflow makes compulsory. */
export const commandFields = (
  name: TicketCommandName,
  requires: readonly string[],
): readonly CommandField[] =>
  Object.entries<Need>({ ...COMMAND_FIELDS[name] }).map(([field, need]) => ({
    name: field,
    required: need === 'required' || requires.includes(field),
  }));
