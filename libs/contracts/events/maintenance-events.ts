import { Type } from 'typebox';
import { closed, declareEvent } from '../event-contract.js';
import {
  ContactSchema,
  DaySchema,
  IdSchema,
  LongTextSchema,
  PrioritySchema,
  ShortTextSchema,
  SiteSchema,
  SlotOpeningSchema,
} from '../vocabulary.js';

/** Longest and shortest rhythm of a maintenance plan. */
export const EVERY_MONTHS_MIN = 1;
export const EVERY_MONTHS_MAX = 60;
/** The earliest that a visit is ordered before its day. */
export const LEAD_DAYS_MAX = 90;
/** Most visits of one plan. */
export const SLOTS_MAX = 600;

const slot = Type.Integer({ minimum: 1, maximum: SLOTS_MAX });
const planId = '0198c2f0-0000-7000-8000-0000000000cc.1';
const ticketId = '0198c2f0-0000-7000-8000-000000000001';

export const MaintenancePlanned = declareEvent('MaintenancePlanned', {
  owner: 'customer',
  description: 'Regular visits to a device were planned under a contract.',
  schema: closed({
    /** `<contractId>.<number of the plan>`. */
    planId: IdSchema,
    deviceId: IdSchema,
    everyMonths: Type.Integer({ minimum: EVERY_MONTHS_MIN, maximum: EVERY_MONTHS_MAX }),
    /** The day of the first visit. A day that a month does not have is the month’s last day. */
    firstOn: DaySchema,
    /** No visit is planned after this day. */
    lastOn: DaySchema,
    /** How many visits lie between the two. */
    slotCount: slot,
    /** A visit is ordered so many days before its day. */
    leadDays: Type.Integer({ minimum: 0, maximum: LEAD_DAYS_MAX }),
    title: ShortTextSchema,
    description: LongTextSchema,
    priority: PrioritySchema,
    contact: Type.Optional(ContactSchema),
    site: Type.Optional(SiteSchema),
  }),
  personal: ['/contact/name', '/contact/phone', '/contact/email', '/site/address'],
  sample: {
    planId,
    deviceId: '0198c2f0-0000-7000-8000-0000000000d9',
    everyMonths: 3,
    firstOn: '2026-03-31',
    lastOn: '2026-12-31',
    slotCount: 4,
    leadDays: 14,
    title: 'Clean and check the air conditioner',
    description: 'Filters, drain, pressure.',
    priority: 'normal',
    contact: { name: 'Customer One', phone: '+86 10 5555 0101' },
    site: { address: '1 Example Road', region: 'urban' },
  },
});

export const MaintenanceVisitOrdered = declareEvent('MaintenanceVisitOrdered', {
  owner: 'customer',
  description: 'A visit of a maintenance plan was ordered: its ticket is registered next.',
  schema: closed({ planId: IdSchema, slot, dueOn: DaySchema, ticketId: IdSchema }),
  sample: { planId, slot: 1, dueOn: '2026-03-31', ticketId },
});

export const MaintenanceSlotOpened = declareEvent('MaintenanceSlotOpened', {
  owner: 'customer',
  description: 'A visit that was ordered will not take place; it may be ordered anew.',
  schema: closed({ planId: IdSchema, slot, ticketId: IdSchema, reason: SlotOpeningSchema }),
  sample: { planId, slot: 1, ticketId, reason: 'cancelled' },
});

export const MaintenanceVisitDone = declareEvent('MaintenanceVisitDone', {
  owner: 'customer',
  description: 'The voucher of a maintenance plan’s visit was archived.',
  schema: closed({ planId: IdSchema, slot, ticketId: IdSchema }),
  sample: { planId, slot: 1, ticketId },
});

export const MaintenancePlanEnded = declareEvent('MaintenancePlanEnded', {
  owner: 'customer',
  description: 'A maintenance plan was ended: it orders nothing more.',
  schema: closed({ planId: IdSchema, reason: ShortTextSchema }),
  sample: { planId, reason: 'The device was scrapped' },
});
