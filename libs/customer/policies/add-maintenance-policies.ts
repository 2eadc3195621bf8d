import type { PolicyRunner } from '@gongdan/event-feed';
import {
  EndMaintenancePlansWhenCustomerIsForgotten,
  type ActivePlansOf,
} from './end-maintenance-plans-when-customer-is-forgotten.js';
import { NoteVisitDoneWhenMaintenanceTicketIsArchived } from './note-visit-done-when-maintenance-ticket-is-archived.js';
import { OpenSlotWhenMaintenanceVisitIsCancelled } from './open-slot-when-maintenance-visit-is-cancelled.js';
import {
  RegisterTicketWhenMaintenanceIsOrdered,
  type RegistrationParts,
} from './register-ticket-when-maintenance-is-ordered.js';

/** What follows from what happens to the visits of maintenance plans, and to whom they are for. */
export async function addMaintenancePolicies(
  policies: Pick<PolicyRunner, 'add'>,
  parts: RegistrationParts & { readonly activePlansOf: ActivePlansOf },
): Promise<void> {
  const { store, commands, activePlansOf } = parts;
  await policies.add(new RegisterTicketWhenMaintenanceIsOrdered(parts));
  await policies.add(new OpenSlotWhenMaintenanceVisitIsCancelled(store, commands));
  await policies.add(new NoteVisitDoneWhenMaintenanceTicketIsArchived(store, commands));
  await policies.add(new EndMaintenancePlansWhenCustomerIsForgotten(activePlansOf, commands));
}
