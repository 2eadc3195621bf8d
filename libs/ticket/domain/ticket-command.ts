import type { Instant } from '@gongdan/core';
import type {
  Caller,
  CarryOverReason,
  Channel,
  Contact,
  DeviceDescription,
  EscalationLevel,
  Money,
  PauseReason,
  Priority,
  ServiceCategory,
  Site,
  Window,
} from '@gongdan/contracts';

/** Every command of the ticket, in the order of its journey. */
export const TICKET_COMMANDS = [
  'register',
  'amend',
  'classify',
  'prioritise',
  'approve-dispatch',
  'assign',
  'accept',
  'decline',
  'reassign',
  'schedule',
  'depart',
  'arrive',
  'start',
  'pause',
  'resume',
  'record-work',
  'record-parts',
  'finish',
  'sign',
  'countersign',
  'archive',
  'settle',
  'close',
  'cancel',
  'reopen',
  'merge',
  'comment',
  'attach',
  'escalate',
  'carry-over',
  'migrate-workflow',
] as const;
export type TicketCommandName = (typeof TICKET_COMMANDS)[number];

/** Given by the engine alone: no route leads to it. */
export type EngineCommandName = 'carry-over';
/** What callers may ask for, each by a route of its own. */
export type AskedCommandName = Exclude<TicketCommandName, EngineCommandName>;
export const ASKED_COMMANDS: readonly AskedCommandName[] = TICKET_COMMANDS.filter(
  (name) => name !== 'carry-over',
);

export const VISIBILITIES = ['internal', 'customer'] as const;
export type Visibility = (typeof VISIBILITIES)[number];

export const SETTLEMENT_OUTCOMES = ['invoiced', 'covered', 'nothing-to-bill'] as const;
export type SettlementOutcome = (typeof SETTLEMENT_OUTCOMES)[number];

/** A command that needs nothing beyond being given. */
export type NoInput = object;

export interface RegisterInput {
  readonly ticketId: string;
  /** Chosen at the edge, e.g. by `ticketNumberOf`; an imported ticket keeps the number it had. */
  readonly number: string;
  readonly customerId: string;
  readonly category: ServiceCategory;
  /** Default: normal. */
  readonly priority?: Priority;
  readonly channel: Channel;
  readonly title: string;
  readonly description: string;
  readonly contact?: Contact;
  readonly site?: Site;
  readonly deviceId?: string;
  readonly device?: DeviceDescription;
  readonly contractId?: string;
  /** When the customer would like the visit. */
  readonly wanted?: Window;
  /** Where an imported ticket came from. Only the engine itself (role system) may say so. */
  readonly source?: { readonly log: string; readonly key: string };
  /** The visit of a maintenance plan that it was ordered for. Only role system may say so. */
  readonly maintenance?: { readonly planId: string; readonly slot: number };
  /** Another workflow than the category’s, e.g. `imported`. Only role system may choose. */
  readonly workflowId?: string;
}

export interface AmendInput {
  readonly title?: string;
  readonly description?: string;
  readonly contact?: Contact;
  readonly site?: Site;
  readonly deviceId?: string;
  readonly device?: DeviceDescription;
  readonly contractId?: string;
  readonly wanted?: Window;
}

export interface ClassifyInput {
  readonly category: ServiceCategory;
  /** The contract that is to cover it. Default: as it is. */
  readonly contractId?: string;
  readonly reason: string;
}

export interface PrioritiseInput {
  readonly priority: Priority;
  readonly reason?: string;
}

export interface ApproveDispatchInput {
  readonly note?: string;
}

export interface AssignInput {
  readonly technicianId: string;
  /** Assistants; default: none. */
  readonly assistantIds?: readonly string[];
  readonly team?: string;
}

export interface DeclineInput {
  readonly reason: string;
}

export interface ReassignInput extends AssignInput {
  readonly reason: string;
}

export interface ScheduleInput {
  readonly appointment: Window;
  /** True where the customer asked for this window. Default: false. */
  readonly requestedByCustomer?: boolean;
}

export interface PauseInput {
  readonly reason: PauseReason;
  readonly note?: string;
}

export interface RecordWorkInput {
  readonly description: string;
  readonly minutes: number;
  /** Default: false. */
  readonly coveredByWarranty?: boolean;
  /** Who worked. Default: the technician who reports, else the ticket’s lead. */
  readonly technicianId?: string;
}

export interface PartInput {
  readonly code: string;
  readonly description: string;
  readonly quantity: number;
  readonly unitPrice: Money;
  /** Default: false. */
  readonly coveredByWarranty?: boolean;
}

export interface RecordPartsInput {
  readonly parts: readonly PartInput[];
}

export interface FinishInput {
  readonly resolution: string;
}

export interface SignInput {
  readonly signedBy: string;
  readonly remark?: string;
}

export interface CountersignInput {
  readonly note?: string;
}

export interface SettleInput {
  readonly outcome: SettlementOutcome;
  /** Compulsory exactly where the outcome is `invoiced`. */
  readonly invoiceId?: string;
  /** The resolution cycle this is about: a ticket that was reopened meanwhile is left alone. */
  readonly cycle?: number;
}

export interface CloseInput {
  readonly reason?: string;
  /** The resolution cycle this is about: a ticket that was reopened meanwhile is left alone. */
  readonly cycle?: number;
}

export interface CancelInput {
  readonly reason: string;
}

export interface ReopenInput {
  readonly reason: string;
}

export interface MergeInput {
  readonly intoTicketId: string;
  readonly reason?: string;
}

export interface CommentInput {
  readonly text: string;
  /** Default: internal. */
  readonly visibility?: Visibility;
}

/**
 * What the log keeps of a file; its bytes are stored beside it, under their SHA-256, by the edge.
 */
export interface AttachInput {
  readonly fileName: string;
  readonly mediaType: string;
  readonly sizeBytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

export interface EscalateInput {
  /** Default: the next step of the ladder. */
  readonly to?: EscalationLevel;
  readonly reason: string;
}

export interface CarryOverInput {
  /** The working day that it is carried over to: `YYYY-MM-DD`. */
  readonly day: string;
  readonly reason: CarryOverReason;
}

export interface MigrateWorkflowInput {
  /** The newer version of the same workflow. */
  readonly version: number;
  readonly reason: string;
  /** Where the ticket goes on, if the newer version no longer has its present state. */
  readonly state?: string;
}

export interface TicketCommandInputs {
  register: RegisterInput;
  amend: AmendInput;
  classify: ClassifyInput;
  prioritise: PrioritiseInput;
  'approve-dispatch': ApproveDispatchInput;
  assign: AssignInput;
  accept: NoInput;
  decline: DeclineInput;
  reassign: ReassignInput;
  schedule: ScheduleInput;
  depart: NoInput;
  arrive: NoInput;
  start: NoInput;
  pause: PauseInput;
  resume: NoInput;
  'record-work': RecordWorkInput;
  'record-parts': RecordPartsInput;
  finish: FinishInput;
  sign: SignInput;
  countersign: CountersignInput;
  archive: NoInput;
  settle: SettleInput;
  close: CloseInput;
  cancel: CancelInput;
  reopen: ReopenInput;
  merge: MergeInput;
  comment: CommentInput;
  attach: AttachInput;
  escalate: EscalateInput;
  'carry-over': CarryOverInput;
  'migrate-workflow': MigrateWorkflowInput;
}

/** What every command carries beside its input: all that a pure decision needs from outside. */
export interface TicketCommandOf<Name extends TicketCommandName> {
  readonly name: Name;
  readonly input: TicketCommandInputs[Name];
  readonly caller: Caller;
  readonly now: Instant;
  /** When it really happened; not later than `now`. */
  readonly occurredAt: Instant;
  /** A fresh id: the comment’s or attachment’s. */
  readonly newId: string;
}

export type TicketCommand = {
  [Name in TicketCommandName]: TicketCommandOf<Name>;
}[TicketCommandName];
