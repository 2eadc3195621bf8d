import { Type } from 'typebox';
import { closed, declareEvent } from '../event-contract.js';
import { DaySchema, IdSchema, ShortTextSchema } from '../vocabulary.js';

export const CUSTOMER_TIERS = ['key', 'major', 'ordinary', 'potential'] as const;

const name = ShortTextSchema;
const phone = Type.String({ maxLength: 50 });
const email = Type.String({ maxLength: 254 });
const address = Type.String({ maxLength: 500 });
const tier = Type.Enum([...CUSTOMER_TIERS]);
const customerId = '0198c2f0-0000-7000-8000-0000000000c1';

export const CustomerRegistered = declareEvent('CustomerRegistered', {
  owner: 'customer',
  description: 'A customer was taken into the file.',
  schema: closed({
    customerId: IdSchema,
    name,
    phone: Type.Optional(phone),
    email: Type.Optional(email),
    address: Type.Optional(address),
    region: Type.Optional(IdSchema),
    tier,
  }),
  personal: ['/name', '/phone', '/email', '/address'],
  sample: { customerId, name: 'Customer One', phone: '+86 10 5555 0101', tier: 'ordinary' },
});

export const CustomerAmended = declareEvent('CustomerAmended', {
  owner: 'customer',
  description: 'What the file says of the customer was corrected.',
  schema: closed({
    name: Type.Optional(name),
    phone: Type.Optional(phone),
    email: Type.Optional(email),
    address: Type.Optional(address),
    region: Type.Optional(IdSchema),
    tier: Type.Optional(tier),
  }),
  personal: ['/name', '/phone', '/email', '/address'],
  sample: { phone: '+86 10 5555 0102' },
});

export const CustomerForgotten = declareEvent('CustomerForgotten', {
  owner: 'customer',
  description: 'The customer’s key was destroyed; nobody can read the personal data any more.',
  schema: closed({ customerId: IdSchema, reason: ShortTextSchema }),
  sample: { customerId, reason: 'Asked for it in writing' },
});

export const DeviceRegistered = declareEvent('DeviceRegistered', {
  owner: 'customer',
  description: 'A device of the customer was taken into the file.',
  schema: closed({
    deviceId: IdSchema,
    model: ShortTextSchema,
    serial: Type.Optional(ShortTextSchema),
    purchasedOn: Type.Optional(DaySchema),
    purchasedAt: Type.Optional(ShortTextSchema),
    warrantyUntil: Type.Optional(DaySchema),
  }),
  sample: {
    deviceId: '0198c2f0-0000-7000-8000-0000000000d9',
    model: 'KFR-35GW',
    serial: 'SN-0001',
    purchasedOn: '2025-05-01',
    warrantyUntil: '2027-04-30',
  },
});

export const ContractSigned = declareEvent('ContractSigned', {
  owner: 'customer',
  description: 'The customer signed a service contract.',
  schema: closed({
    contractId: IdSchema,
    customerId: IdSchema,
    validFrom: DaySchema,
    validUntil: DaySchema,
    /** How many visits it covers in all; what goes beyond is priced. */
    visitLimit: Type.Integer({ minimum: 0 }),
  }),
  sample: {
    contractId: '0198c2f0-0000-7000-8000-0000000000cc',
    customerId,
    validFrom: '2026-01-01',
    validUntil: '2026-12-31',
    visitLimit: 12,
  },
});

export const ContractVisitUsed = declareEvent('ContractVisitUsed', {
  owner: 'customer',
  description: 'A visit was counted against the contract.',
  schema: closed({
    ticketId: IdSchema,
    cycle: Type.Integer({ minimum: 1 }),
    visitsUsed: Type.Integer({ minimum: 1 }),
  }),
  sample: { ticketId: '0198c2f0-0000-7000-8000-000000000001', cycle: 1, visitsUsed: 1 },
});
