import type { Instant } from '@gongdan/core';
import type {
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
  Stage,
  StateClass,
  TicketEvent,
  Window,
  WorkflowPin,
} from '@gongdan/contracts';
import type { SettlementOutcome } from './ticket-command.js';

/**
 * A ticket’s event with the moment it happened: what the fold needs of a recorded event. Decided
 * events carry it too, so that a state folded before recording equals the one read back later.
 */
export type TicketFact = TicketEvent & { readonly occurredAt: Instant };

export interface WorkEntry {
  readonly technicianId: string;
  readonly description: string;
  readonly minutes: number;
  readonly coveredByWarranty: boolean;
  readonly occurredAt: Instant;
  /** The resolution cycle it belongs to. */
  readonly cycle: number;
}

export interface PartEntry {
  readonly code: string;
  readonly description: string;
  readonly quantity: number;
  readonly unitPrice: Money;
  readonly coveredByWarranty: boolean;
  readonly cycle: number;
}

export interface Signature {
  readonly signedBy: string;
  readonly remark: string | null;
  readonly occurredAt: Instant;
}

export interface Attachment {
  readonly attachmentId: string;
  readonly fileName: string;
  readonly mediaType: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** All that is known of a ticket from its stream. `null`: not said, or not so in this cycle. */
export interface TicketState {
  /** False before the first event: there is no such ticket. */
  readonly exists: boolean;
  readonly ticketId: string;
  readonly number: string;
  readonly customerId: string | null;
  readonly workflow: WorkflowPin;
  readonly category: ServiceCategory;
  readonly priority: Priority;
  readonly channel: Channel;
  readonly title: string;
  readonly description: string;
  readonly contact: Contact | null;
  readonly site: Site | null;
  readonly deviceId: string | null;
  readonly device: DeviceDescription | null;
  readonly contractId: string | null;
  readonly wanted: Window | null;
  readonly source: { readonly log: string; readonly key: string } | null;
  /** The visit of a maintenance plan that it was ordered for. */
  readonly maintenance: { readonly planId: string; readonly slot: number } | null;

  /** The workflow state’s name, and what it meant when the ticket got there. */
  readonly state: string;
  readonly stage: Stage;
  readonly stateClass: StateClass;
  /** When the ticket got into its state. */
  readonly stateSince: Instant | null;
  /** When its latest step happened, also one that left it in its state. */
  readonly steppedAt: Instant | null;
  /** Where a paused ticket goes on when it is resumed. */
  readonly pausedFrom: string | null;
  readonly pauseReason: PauseReason | null;
  readonly pauseNote: string | null;
  /** 1, and one more for every reopening. */
  readonly cycle: number;
  /** When the cycle began: by the registration, or a reopening. */
  readonly cycleSince: Instant | null;

  readonly technicianId: string | null;
  readonly assistantIds: readonly string[];
  readonly team: string | null;
  readonly appointment: Window | null;
  readonly appointmentRequestedByCustomer: boolean;

  /** Work began in this cycle: what may be cancelled before may not be any more. */
  readonly workBegan: boolean;
  readonly work: readonly WorkEntry[];
  readonly parts: readonly PartEntry[];
  readonly resolution: string | null;
  readonly signature: Signature | null;
  readonly countersigned: boolean;
  readonly settlement: {
    readonly outcome: SettlementOutcome;
    readonly invoiceId: string | null;
  } | null;

  /** Who looks after it: goes back to the handler when it is reopened. */
  readonly level: EscalationLevel;
  /** The day that it was carried over to, and why, until a technician has it or its work is done. */
  readonly carriedOver: { readonly day: string; readonly reason: CarryOverReason } | null;
  /** The latest day that it was ever carried over to. */
  readonly lastCarriedOverOn: string | null;

  readonly commentCount: number;
  readonly attachments: readonly Attachment[];
  readonly mergedInto: string | null;

  readonly registeredAt: Instant | null;
  /** When the work of this cycle was finished. */
  readonly finishedAt: Instant | null;
  /** When this cycle first reached a state of class closed: a reopening period counts from here. */
  readonly closedAt: Instant | null;
}

export const initialTicketState: TicketState = {
  exists: false,
  ticketId: '',
  number: '',
  customerId: null,
  workflow: { id: '', version: 0 },
  category: 'paid',
  priority: 'normal',
  channel: 'phone',
  title: '',
  description: '',
  contact: null,
  site: null,
  deviceId: null,
  device: null,
  contractId: null,
  wanted: null,
  source: null,
  maintenance: null,
  state: '',
  stage: 'request',
  stateClass: 'open',
  stateSince: null,
  steppedAt: null,
  pausedFrom: null,
  pauseReason: null,
  pauseNote: null,
  cycle: 1,
  cycleSince: null,
  technicianId: null,
  assistantIds: [],
  team: null,
  appointment: null,
  appointmentRequestedByCustomer: false,
  workBegan: false,
  work: [],
  parts: [],
  resolution: null,
  signature: null,
  countersigned: false,
  settlement: null,
  level: 'handler',
  carriedOver: null,
  lastCarriedOverOn: null,
  commentCount: 0,
  attachments: [],
  mergedInto: null,
  registeredAt: null,
  finishedAt: null,
  closedAt: null,
};
