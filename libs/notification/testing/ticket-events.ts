import type { GongdanEvent } from '@gongdan/contracts';
import { eventContract } from '@gongdan/contracts';

/** Events of tickets as samples have them, with ids and numbers of a test’s own. */
export const ticketEvents = {
  registered: (ticketId: string, number: string): GongdanEvent =>
    ({
      type: 'TicketRegistered',
      data: { ...eventContract('TicketRegistered').sample, ticketId, number },
    }) as GongdanEvent,
};
