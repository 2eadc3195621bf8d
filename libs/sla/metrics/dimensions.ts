/** What figures can be grouped and narrowed by, and what it is called elsewhere. */
export interface Dimension {
  readonly id: string;
  /** Of `sla_clock`; undefined: clocks are not told apart by it. */
  readonly clockColumn?: string;
  /** Of `sla_ticket`. */
  readonly ticketColumn?: string;
  /** The parameter of lists that picks one value. */
  readonly parameter: string;
  readonly description: string;
}

export const DIMENSIONS = [
  { id: 'clock', clockColumn: 'clock', parameter: 'clock', description: 'Which promise.' },
  {
    id: 'category',
    clockColumn: 'category',
    ticketColumn: 'category',
    parameter: 'category',
    description: 'Service category.',
  },
  {
    id: 'priority',
    clockColumn: 'priority',
    ticketColumn: 'priority',
    parameter: 'priority',
    description: 'Priority.',
  },
  {
    id: 'region',
    clockColumn: 'region',
    ticketColumn: 'region',
    parameter: 'region',
    description: 'Service region of the site.',
  },
  { id: 'tier', clockColumn: 'tier', parameter: 'tier', description: 'The customer’s tier.' },
  {
    id: 'team',
    clockColumn: 'team',
    ticketColumn: 'team',
    parameter: 'team',
    description: 'The team.',
  },
  {
    id: 'technician',
    clockColumn: 'technician_id',
    ticketColumn: 'technician_id',
    parameter: 'technicianId',
    description: 'The lead technician.',
  },
  {
    id: 'customer',
    clockColumn: 'customer_id',
    ticketColumn: 'customer_id',
    parameter: 'customerId',
    description: 'The customer.',
  },
  {
    id: 'workflow',
    clockColumn: 'workflow',
    ticketColumn: 'workflow',
    parameter: 'workflow',
    description: 'The workflow.',
  },
] as const satisfies readonly Dimension[];

export type DimensionId = (typeof DIMENSIONS)[number]['id'];
export const DIMENSION_IDS: readonly DimensionId[] = DIMENSIONS.map(({ id }) => id);

export const dimension = (id: DimensionId): Dimension =>
  DIMENSIONS.find((each) => each.id === id) as Dimension;
