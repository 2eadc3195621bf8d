/** One invoice a ticket’s cycle: stream `invoice-<ticketId>.<cycle>`. */
export const invoiceIdOf = (ticketId: string, cycle: number): string => `${ticketId}.${cycle}`;

/** What is printed on it: unique because the ticket’s number is. */
export const invoiceNumberOf = (ticketNumber: string, cycle: number): string =>
  `INV-${ticketNumber}-${cycle}`;
