import { digestId } from '@gongdan/core';

/** The id of the ticket of a visit, the same whoever works it out. `attempt`: 1, and one more for every order anew. */
export const visitTicketId = (planId: string, slot: number, attempt: number): string =>
  digestId(planId, slot, attempt);
