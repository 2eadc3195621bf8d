import { BillingModule, billingProjections } from '@gongdan/billing';
import { ComplaintModule, complaintProjections } from '@gongdan/complaint';
import { CustomerModule, customerProjections } from '@gongdan/customer';
import { FeedbackModule, feedbackProjections } from '@gongdan/feedback';
import { noticeMigrations, NotificationModule } from '@gongdan/notification';
import type { Projection } from '@gongdan/projections';
import { slaMigrations, SlaModule, slaProjections } from '@gongdan/sla';
import { SubscriptionModule, webhookMigrations } from '@gongdan/subscription';
import { TechnicianModule, technicianProjections } from '@gongdan/technician';
import { ticketMigrations, TicketModule, ticketProjections } from '@gongdan/ticket';

/** Every stage of the house, and what other systems subscribe by. */
export const STAGE_MODULES = [
  TicketModule,
  CustomerModule,
  TechnicianModule,
  BillingModule,
  FeedbackModule,
  ComplaintModule,
  SlaModule,
  NotificationModule,
  SubscriptionModule,
] as const;

/** Every read model. */
export const STAGE_PROJECTIONS: readonly Projection[] = [
  ...ticketProjections,
  ...customerProjections,
  ...technicianProjections,
  ...billingProjections,
  ...feedbackProjections,
  ...complaintProjections,
  ...slaProjections,
];

/** Tables of the stages beside their read models. */
export const STAGE_MIGRATIONS: readonly Function[] = [
  ...ticketMigrations,
  ...slaMigrations,
  ...webhookMigrations,
  ...noticeMigrations,
];
