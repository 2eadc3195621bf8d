import type { Column } from '@gongdan/projections';
import { ATTENTION_COLUMNS, type RowAttention } from '../row-attention.js';
import { PROMISE_COLUMNS, type RowPromises } from '../row-promises.js';
import { ROW_AGE_COLUMNS, type RowAge } from '../ticket-event.js';

/** One ticket as the lists know it. Instants are ISO text; `_at` columns are when it happened. */
export type TicketDetailRow = RowAge & TicketColumns & RowAttention & RowPromises;

type TicketColumns = {
  readonly id: string;
  readonly number: string;
  readonly workflow_id: string;
  readonly workflow_version: number;
  readonly state: string;
  readonly stage: string;
  readonly state_class: string;
  readonly category: string;
  readonly priority: string;
  /** 1 (urgent) to 4 (low): sorts by urgency. */
  readonly priority_rank: number;
  readonly channel: string;
  readonly title: string;
  /** The beginning of the description. */
  readonly snippet: string;
  readonly customer_id: string;
  readonly contact_name: string | null;
  readonly contact_phone: string | null;
  readonly contact_email: string | null;
  readonly site_address: string | null;
  readonly region: string | null;
  readonly device_id: string | null;
  readonly device_model: string | null;
  readonly device_serial: string | null;
  readonly contract_id: string | null;
  readonly wanted_from: string | null;
  readonly wanted_to: string | null;
  readonly source_log: string | null;
  readonly source_key: string | null;
  /** The visit of a maintenance plan that it was ordered for. */
  readonly maintenance_plan_id: string | null;
  readonly maintenance_slot: number | null;
  readonly technician_id: string | null;
  readonly assistant_ids: readonly string[];
  readonly team: string | null;
  readonly appointment_from: string | null;
  readonly appointment_to: string | null;
  readonly pause_reason: string | null;
  readonly cycle: number;
  /** What billing found in this cycle: invoiced, covered, nothing-to-bill. */
  readonly settlement: string | null;
  readonly invoice_id: string | null;
  readonly merged_into_id: string | null;
  readonly comment_count: number;
  readonly attachment_count: number;
  readonly registered_at: string;
  /** When the registration was written into the log. */
  readonly recorded_at: string;
  /** First assignment ever. */
  readonly dispatched_at: string | null;
  /** First arrival ever. */
  readonly arrived_at: string | null;
  /** Last finish of this cycle. */
  readonly finished_at: string | null;
  /** When the state's class became closed or cancelled; null while it is neither. */
  readonly closed_at: string | null;
  readonly last_event_type: string;
  /** Log position of the last event. */
  readonly position: number;
};

const text = { type: 'text' } as const;
const maybeText = { type: 'text', nullable: true } as const;
const personalText = { type: 'text', nullable: true, personal: true } as const;
const instant = { type: 'timestamptz' } as const;
const maybeInstant = { type: 'timestamptz', nullable: true } as const;
const integer = { type: 'integer' } as const;

export const TICKET_DETAIL_COLUMNS: { readonly [column in keyof TicketDetailRow]: Column } = {
  id: text,
  number: text,
  workflow_id: text,
  workflow_version: integer,
  state: text,
  stage: text,
  state_class: text,
  category: text,
  priority: text,
  priority_rank: integer,
  channel: text,
  title: text,
  snippet: text,
  customer_id: text,
  contact_name: personalText,
  contact_phone: personalText,
  contact_email: personalText,
  site_address: personalText,
  region: maybeText,
  device_id: maybeText,
  device_model: maybeText,
  device_serial: maybeText,
  contract_id: maybeText,
  wanted_from: maybeInstant,
  wanted_to: maybeInstant,
  source_log: maybeText,
  source_key: maybeText,
  maintenance_plan_id: maybeText,
  maintenance_slot: { type: 'integer', nullable: true },
  technician_id: maybeText,
  assistant_ids: { type: 'text[]' },
  team: maybeText,
  appointment_from: maybeInstant,
  appointment_to: maybeInstant,
  pause_reason: maybeText,
  cycle: integer,
  settlement: maybeText,
  invoice_id: maybeText,
  merged_into_id: maybeText,
  comment_count: integer,
  attachment_count: integer,
  registered_at: instant,
  recorded_at: instant,
  dispatched_at: maybeInstant,
  arrived_at: maybeInstant,
  finished_at: maybeInstant,
  closed_at: maybeInstant,
  last_event_type: text,
  ...ROW_AGE_COLUMNS,
  position: { type: 'bigint' },
  ...ATTENTION_COLUMNS,
  ...PROMISE_COLUMNS,
};
