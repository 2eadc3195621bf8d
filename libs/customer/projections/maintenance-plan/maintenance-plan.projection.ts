import { splitStreamName, type RecordedEvent } from '@gongdan/core';
import { dayAfter, remembered, type MaintenanceEvent, type Priority } from '@gongdan/contracts';
import type { Projection } from '@gongdan/projections';
import { slotDay } from '../../domain/maintenance/index.js';

/** One maintenance plan as lists show it, and when its next visit is to be ordered. */
export type MaintenancePlanRow = {
  readonly plan_id: string;
  readonly contract_id: string;
  readonly customer_id: string;
  readonly device_id: string;
  readonly state: 'active' | 'ended';
  readonly ended_reason: string | null;
  readonly every_months: number;
  readonly first_on: string;
  readonly last_on: string;
  readonly lead_days: number;
  readonly title: string;
  readonly description: string;
  readonly priority: Priority;
  readonly contact_name: string | null;
  readonly contact_phone: string | null;
  readonly contact_email: string | null;
  readonly site_address: string | null;
  readonly region: string | null;
  readonly slot_count: number;
  /** Slots that were ordered at least once: the first ones. */
  readonly ordered_count: number;
  readonly open_count: number;
  readonly done_count: number;
  /** Null: there is none, or the plan has ended. */
  readonly next_slot: number | null;
  readonly next_due_on: string | null;
  readonly next_order_on: string | null;
  readonly planned_at: string;
};

const text = { type: 'text' } as const;
const maybeText = { type: 'text', nullable: true } as const;
const personalText = { type: 'text', nullable: true, personal: true } as const;
const integer = { type: 'integer' } as const;
const day = { type: 'date' } as const;

export const maintenancePlanProjection: Projection<MaintenancePlanRow> = {
  name: 'maintenance-plan',
  version: 1,
  table: 'maintenance_plan',
  columns: {
    plan_id: text,
    contract_id: text,
    customer_id: text,
    device_id: text,
    state: text,
    ended_reason: maybeText,
    every_months: integer,
    first_on: day,
    last_on: day,
    lead_days: integer,
    title: text,
    description: text,
    priority: text,
    contact_name: personalText,
    contact_phone: personalText,
    contact_email: personalText,
    site_address: personalText,
    region: maybeText,
    slot_count: integer,
    ordered_count: integer,
    open_count: integer,
    done_count: integer,
    next_slot: { type: 'integer', nullable: true },
    next_due_on: { type: 'date', nullable: true },
    next_order_on: { type: 'date', nullable: true },
    planned_at: { type: 'timestamptz' },
  },
  key: 'plan_id',
  indexes: [
    '(planned_at, plan_id)',
    '(customer_id, planned_at, plan_id)',
    '(contract_id, planned_at, plan_id)',
    '(device_id, planned_at, plan_id)',
    '(state, planned_at, plan_id)',
    '(planned_at, plan_id) WHERE open_count > 0',
    '(next_order_on, plan_id) WHERE next_order_on IS NOT NULL',
  ],
  types: [
    'MaintenancePlanned',
    'MaintenanceVisitOrdered',
    'MaintenanceSlotOpened',
    'MaintenanceVisitDone',
    'MaintenancePlanEnded',
  ],
  keyOf: (event) => String(event.data['planId']),
  apply(row, recorded) {
    const event = recorded as RecordedEvent & MaintenanceEvent;
    if (event.type === 'MaintenancePlanned') return planned(event);
    return row && { ...row, ...changed(row, event) };
  },
};

function planned(
  event: RecordedEvent & Extract<MaintenanceEvent, { type: 'MaintenancePlanned' }>,
): MaintenancePlanRow {
  const { contact, site, ...said } = event.data;
  const row = {
    plan_id: said.planId,
    contract_id: splitStreamName(event.stream).id,
    customer_id: event.customerId ?? '',
    device_id: said.deviceId,
    state: 'active' as const,
    ended_reason: null,
    every_months: said.everyMonths,
    first_on: said.firstOn,
    last_on: said.lastOn,
    lead_days: said.leadDays,
    title: said.title,
    description: said.description,
    priority: said.priority,
    contact_name: remembered(contact?.name),
    contact_phone: remembered(contact?.phone),
    contact_email: remembered(contact?.email),
    site_address: remembered(site?.address),
    region: site?.region ?? null,
    slot_count: said.slotCount,
    ordered_count: 0,
    open_count: 0,
    done_count: 0,
    planned_at: event.occurredAt,
  };
  return { ...row, ...next(row, 0) };
}

/** What is ordered next, once the first `ordered` slots were. */
function next(
  row: Pick<MaintenancePlanRow, 'first_on' | 'every_months' | 'lead_days' | 'slot_count'>,
  ordered: number,
) {
  const slot = ordered + 1;
  const rhythm = { firstOn: row.first_on, everyMonths: row.every_months };
  const dueOn = slot > row.slot_count ? undefined : slotDay(rhythm, slot);
  return dueOn === undefined
    ? NOTHING_NEXT
    : { next_slot: slot, next_due_on: dueOn, next_order_on: dayAfter(dueOn, -row.lead_days) };
}

const NOTHING_NEXT = { next_slot: null, next_due_on: null, next_order_on: null };

function changed(row: MaintenancePlanRow, event: MaintenanceEvent): Partial<MaintenancePlanRow> {
  switch (event.type) {
    case 'MaintenanceVisitOrdered': {
      const { slot } = event.data;
      if (slot <= row.ordered_count) return { open_count: row.open_count - 1 };
      return { ordered_count: slot, ...(row.state === 'active' ? next(row, slot) : {}) };
    }
    case 'MaintenanceSlotOpened':
      return { open_count: row.open_count + 1 };
    case 'MaintenanceVisitDone':
      return { done_count: row.done_count + 1 };
    case 'MaintenancePlanEnded':
      return { state: 'ended', ended_reason: event.data.reason, ...NOTHING_NEXT };
    default:
      return {};
  }
}
