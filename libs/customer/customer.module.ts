import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { CommandBus, CqrsModule } from '@nestjs/cqrs';
import type { TicketCommands } from '@gongdan/contracts';
import type { PolicyRunner } from '@gongdan/event-feed';
import type { EventStore, KeyVault } from '@gongdan/event-store';
import {
  EVENT_STORE,
  FreshReads,
  KEY_VAULT,
  POLICY_RUNNER,
  PROJECTION_RUNNER,
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
import { activePlans } from './maintenance/active-plans.js';
import { Maintenance } from './maintenance/maintenance.service.js';
import { addMaintenancePolicies } from './policies/add-maintenance-policies.js';
import { CountContractVisitWhenTicketArchived } from './policies/count-contract-visit-when-ticket-archived.js';
import { DestroyKeyWhenCustomerIsForgotten } from './policies/destroy-key-when-customer-is-forgotten.js';
import { customerProjections } from './projections/index.js';
import { ReadCustomerHistory } from './queries/customer-history/customer-history.js';
import { ListCustomers } from './queries/list-customers/list-customers.js';
import { ListPlans } from './queries/list-plans/list-plans.js';
import { ProposeCategory } from './queries/propose-category/propose-category.js';
import { ShowCustomer } from './queries/show-customer/show-customer.js';
import { ShowPlan } from './queries/show-plan/show-plan.js';

/**
 * Customers, their devices, contracts, maintenance plans and histories. Needs TICKET_COMMANDS from a global module.
 */
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
    const activePlansOf = activePlans(this.projections, this.fresh);
    const parts = { store, commands, tickets, timeZone, activePlansOf };
    await addMaintenancePolicies(this.policies, parts);
  }
}
