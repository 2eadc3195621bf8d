import { GongdanError } from '@gongdan/core';
import type { EventContract, EventOf } from './event-contract.js';
import * as billing from './events/billing-events.js';
import * as complaint from './events/complaint-events.js';
import * as customer from './events/customer-events.js';
import * as dispatch from './events/dispatch-events.js';
import * as feedback from './events/feedback-events.js';
import * as field from './events/field-events.js';
import * as maintenance from './events/maintenance-events.js';
import * as request from './events/request-events.js';
import * as sla from './events/sla-events.js';
import * as technician from './events/technician-events.js';

type Contracts<Module> = Extract<Module[keyof Module], EventContract>;

export type RequestEvent = EventOf<Contracts<typeof request>>;
export type DispatchEvent = EventOf<Contracts<typeof dispatch>>;
export type FieldEvent = EventOf<Contracts<typeof field>>;
/** Everything that happens on a `ticket-<id>` stream. */
export type TicketEvent = RequestEvent | DispatchEvent | FieldEvent;
/** Everything on an `invoice-<id>` stream. */
export type InvoiceEvent = EventOf<Contracts<typeof billing>>;
/** Everything on a `survey-<id>` stream. */
export type SurveyEvent = EventOf<Contracts<typeof feedback>>;
/** Everything on a `complaint-<id>` stream. */
export type ComplaintEvent = EventOf<Contracts<typeof complaint>>;
/** Everything on a `customer-<id>` or `contract-<id>` stream. */
export type CustomerEvent = EventOf<Contracts<typeof customer>> | MaintenanceEvent;
/** What happens on a `contract-<id>` stream about its maintenance plans. */
export type MaintenanceEvent = EventOf<Contracts<typeof maintenance>>;
/** Everything on a `technician-<id>` stream. */
export type TechnicianEvent = EventOf<Contracts<typeof technician>>;

/** Everything on an `sla-<id>` stream. */
export type SlaEvent = EventOf<Contracts<typeof sla>>;

export type GongdanEvent =
  | TicketEvent
  | InvoiceEvent
  | SurveyEvent
  | ComplaintEvent
  | CustomerEvent
  | TechnicianEvent
  | SlaEvent;

const isContract = (member: unknown): member is EventContract =>
  typeof member === 'object' && member !== null && 'owner' in member && 'sample' in member;

const contracts: readonly EventContract[] = [
  request,
  dispatch,
  field,
  billing,
  feedback,
  complaint,
  customer,
  maintenance,
  technician,
  sla,
].flatMap((module) => Object.values(module as Record<string, unknown>).filter(isContract));

const byType = new Map(contracts.map((contract) => [contract.type, contract]));

export const allEventContracts = (): readonly EventContract[] => contracts;

/** Throws `EVENT_CONTRACT.UNKNOWN_EVENT` for a type that nobody declared. */
export function eventContract(type: string): EventContract {
  const contract = byType.get(type);
  if (contract) return contract;
  throw new GongdanError({
    code: 'EVENT_CONTRACT.UNKNOWN_EVENT',
    category: 'bug',
    message: `No contract declares the event type '${type}'.`,
    hint: 'Declare it in libs/contracts/events and add it to its stream.',
  });
}
