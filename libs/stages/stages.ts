import { BillingModule, billingProjections, billingRoutePolicies } from '@gongdan/billing';
import { ComplaintModule, complaintProjections, complaintRoutePolicies } from '@gongdan/complaint';
import { CustomerModule, customerProjections, customerRoutePolicies } from '@gongdan/customer';
import { FeedbackModule, feedbackProjections, feedbackRoutePolicies } from '@gongdan/feedback';
import type { RoutePolicy } from '@gongdan/platform';
import type { Projection } from '@gongdan/projections';
import {
  TechnicianModule,
  technicianProjections,
  technicianRoutePolicies,
} from '@gongdan/technician';
import {
  ticketMigrations,
  TicketModule,
  ticketProjections,
  ticketRoutePolicies,
} from '@gongdan/ticket';

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

/** Who may call which route of the stages, on whose objects. */
export const STAGE_ROUTE_POLICIES: RoutePolicy = {
  ...ticketRoutePolicies,
  ...customerRoutePolicies,
  ...technicianRoutePolicies,
  ...billingRoutePolicies,
  ...feedbackRoutePolicies,
  ...complaintRoutePolicies,
};

/** Tables of the stages beside their read models. */
export const STAGE_MIGRATIONS: readonly Function[] = [...ticketMigrations];
