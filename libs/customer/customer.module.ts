import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { CommandBus, CqrsModule } from '@nestjs/cqrs';
import type { TicketCommands } from '@gongdan/contracts';
import type { PolicyRunner } from '@gongdan/event-feed';
import type { EventStore, KeyVault } from '@gongdan/event-store';
import {
  EVENT_STORE,
  KEY_VAULT,
  POLICY_RUNNER,
  PROJECTION_RUNNER,
  FreshReads,
  SETTINGS,
  TICKET_COMMANDS,
  type Settings,
} from '@gongdan/platform';
import type { ProjectionRunner } from '@gongdan/projections';
import { CustomersController } from './api/customers.controller.js';
import { MaintenancePlansController } from './api/maintenance-plans.controller.js';
import { AmendCustomerHandler } from './commands/amend-customer/amend-customer.handler.js';
import { ChangePlanHandler } from './commands/change-plan/change-plan.handler.js';
import { ForgetCustomerHandler } from './commands/forget-customer/forget-customer.handler.js';
import { PlanMaintenanceHandler } from './commands/plan-maintenance/plan-maintenance.handler.js';
import { RegisterCustomerHandler } from './commands/register-customer/register-customer.handler.js';
import { RegisterDeviceHandler } from './commands/register-device/register-device.handler.js';
import { SignContractHandler } from './commands/sign-contract/sign-contract.handler.js';
import { UseVisitHandler } from './commands/use-visit/use-visit.handler.js';
import { findActivePlans } from './maintenance/due-plans.js';
import { Maintenance } from './maintenance/maintenance.service.js';
import { CountContractVisitWhenTicketArchived } from './policies/count-contract-visit-when-ticket-archived.js';
import { DestroyKeyWhenCustomerIsForgotten } from './policies/destroy-key-when-customer-is-forgotten.js';
import { EndMaintenancePlansWhenCustomerIsForgotten } from './policies/end-maintenance-plans-when-customer-is-forgotten.js';
import { NoteVisitDoneWhenMaintenanceTicketIsArchived } from './policies/note-visit-done-when-maintenance-ticket-is-archived.js';
import { OpenSlotWhenMaintenanceVisitIsCancelled } from './policies/open-slot-when-maintenance-visit-is-cancelled.js';
import { RegisterTicketWhenMaintenanceIsOrdered } from './policies/register-ticket-when-maintenance-is-ordered.js';
import { customerProjections } from './projections/index.js';
import { maintenancePlanProjection } from './projections/maintenance-plan/maintenance-plan.projection.js';
import { ReadCustomerHistory } from './queries/customer-history/customer-history.js';
import { ListCustomers } from './queries/list-customers/list-customers.js';
import { ListPlans } from './queries/list-plans/list-plans.js';
import { ProposeCategory } from './queries/propose-category/propose-category.js';
import { ShowCustomer } from './queries/show-customer/show-customer.js';
import { ShowPlan } from './queries/show-plan/show-plan.js';

/** Customers, their devices, contracts, maintenance plans and histories. Needs TICKET_COMMANDS from a global module. */
@Module({
  imports: [CqrsModule],
  controllers: [CustomersController, MaintenancePlansController],
  providers: [
    RegisterCustomerHandler,
    AmendCustomerHandler,
    ForgetCustomerHandler,
    RegisterDeviceHandler,
    SignContractHandler,
    UseVisitHandler,
    PlanMaintenanceHandler,
    ChangePlanHandler,
    ListCustomers,
    ShowCustomer,
    ReadCustomerHistory,
    ProposeCategory,
    ListPlans,
    ShowPlan,
    Maintenance,
  ],
})
export class CustomerModule implements OnModuleInit {
  constructor(
    private readonly commands: CommandBus,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(KEY_VAULT) private readonly vault: KeyVault,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'timeZone'>,
    @Inject(TICKET_COMMANDS) private readonly tickets: TicketCommands,
    private readonly fresh: FreshReads,
    @Inject(PROJECTION_RUNNER) private readonly projections: ProjectionRunner,
    @Inject(POLICY_RUNNER) private readonly policies: PolicyRunner,
  ) {}

  async onModuleInit(): Promise<void> {
    for (const projection of customerProjections) await this.projections.add(projection);
    const { store, commands, settings, tickets } = this;
    await this.policies.add(
      new CountContractVisitWhenTicketArchived(store, commands, settings.timeZone),
    );
    await this.policies.add(new DestroyKeyWhenCustomerIsForgotten(this.vault));
    const { timeZone } = settings;
    const parts = { store, commands, tickets, timeZone };
    await this.policies.add(new RegisterTicketWhenMaintenanceIsOrdered(parts));
    await this.policies.add(new OpenSlotWhenMaintenanceVisitIsCancelled(store, commands));
    await this.policies.add(new NoteVisitDoneWhenMaintenanceTicketIsArchived(store, commands));
    const activePlansOf = (...question: [string, number]) => this.activePlansOf(...question);
    await this.policies.add(
      new EndMaintenancePlansWhenCustomerIsForgotten(activePlansOf, commands),
    );
  }

  /** Throws `READ.BEHIND` where the read model does not know yet: the policy tries again. */
  private async activePlansOf(customerId: string, position: number): Promise<readonly string[]> {
    const names = [maintenancePlanProjection.name];
    await this.fresh.reach(names, position);
    const { value } = await this.projections.readAt(names, (client) =>
      findActivePlans(client, customerId),
    );
    return value;
  }
}
