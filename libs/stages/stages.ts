import { BillingModule, billingProjections } from '@gongdan/billing';
import { ComplaintModule, complaintProjections } from '@gongdan/complaint';
import { CustomerModule, customerProjections } from '@gongdan/customer';
import { FeedbackModule, feedbackProjections } from '@gongdan/feedback';
import type { Projection } from '@gongdan/projections';
import { TechnicianModule, technicianProjections } from '@gongdan/technician';
import { ticketMigrations, TicketModule, ticketProjections } from '@gongdan/ticket';

/** Every stage of the house. A host of its own for one stage takes that stage’s module alone. */
export const STAGE_MODULES = [
  TicketModule,
  CustomerModule,
  TechnicianModule,
  BillingModule,
  FeedbackModule,
  ComplaintModule,
] as const;

/** Every read model. */
export const STAGE_PROJECTIONS: readonly Projection[] = [
  ...ticketProjections,
  ...customerProjections,
  ...technicianProjections,
  ...billingProjections,
  ...feedbackProjections,
  ...complaintProjections,
];

/** Tables of the stages beside their read models. */
export const STAGE_MIGRATIONS: readonly Function[] = [...ticketMigrations];
