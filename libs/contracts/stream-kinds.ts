import type { Owner } from './event-contract.js';

/** The kinds of streams (`<kind>-<id>`) that there are. */
const STREAM_KINDS = [
  'ticket',
  'invoice',
  'survey',
  'complaint',
  'customer',
  'contract',
  'technician',
  'sla',
] as const;
export type StreamKind = (typeof STREAM_KINDS)[number];

const KINDS_OF_OWNER: Readonly<Record<Owner, readonly StreamKind[]>> = {
  request: ['ticket'],
  dispatch: ['ticket'],
  field: ['ticket'],
  billing: ['invoice'],
  feedback: ['survey'],
  complaint: ['complaint'],
  customer: ['customer', 'contract'],
  technician: ['technician'],
  sla: ['sla'],
};

/** The kinds of streams that may hold a stage’s events. */
export const streamKindsOf = (owner: Owner): readonly StreamKind[] => KINDS_OF_OWNER[owner];
