import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { CommandBus, CqrsModule } from '@nestjs/cqrs';
import type { PolicyRunner } from '@gongdan/event-feed';
import type { EventStore, KeyVault } from '@gongdan/event-store';
import {
  EVENT_STORE,
  KEY_VAULT,
  POLICY_RUNNER,
  PROJECTION_RUNNER,
  SETTINGS,
  type Settings,
} from '@gongdan/platform';
import type { ProjectionRunner } from '@gongdan/projections';
import { CustomersController } from './api/customers.controller.js';
import { AmendCustomerHandler } from './commands/amend-customer/amend-customer.handler.js';
import { ForgetCustomerHandler } from './commands/forget-customer/forget-customer.handler.js';
import { RegisterCustomerHandler } from './commands/register-customer/register-customer.handler.js';
import { RegisterDeviceHandler } from './commands/register-device/register-device.handler.js';
import { SignContractHandler } from './commands/sign-contract/sign-contract.handler.js';
import { UseVisitHandler } from './commands/use-visit/use-visit.handler.js';
import { CountContractVisitWhenTicketArchived } from './policies/count-contract-visit-when-ticket-archived.js';
import { DestroyKeyWhenCustomerIsForgotten } from './policies/destroy-key-when-customer-is-forgotten.js';
import { customerProjections } from './projections/index.js';
import { ReadCustomerHistory } from './queries/customer-history/customer-history.js';
import { ListCustomers } from './queries/list-customers/list-customers.js';
import { ProposeCategory } from './queries/propose-category/propose-category.js';
import { ShowCustomer } from './queries/show-customer/show-customer.js';

/** Customers, their devices, contracts and histories. */
@Module({
  imports: [CqrsModule],
  controllers: [CustomersController],
  providers: [
    RegisterCustomerHandler,
    AmendCustomerHandler,
    ForgetCustomerHandler,
    RegisterDeviceHandler,
    SignContractHandler,
    UseVisitHandler,
    ListCustomers,
    ShowCustomer,
    ReadCustomerHistory,
    ProposeCategory,
  ],
})
export class CustomerModule implements OnModuleInit {
  constructor(
    private readonly commands: CommandBus,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(KEY_VAULT) private readonly vault: KeyVault,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'timeZone'>,
    @Inject(PROJECTION_RUNNER) private readonly projections: ProjectionRunner,
    @Inject(POLICY_RUNNER) private readonly policies: PolicyRunner,
  ) {}

  async onModuleInit(): Promise<void> {
    for (const projection of customerProjections) await this.projections.add(projection);
    const { store, commands, settings } = this;
    await this.policies.add(
      new CountContractVisitWhenTicketArchived(store, commands, settings.timeZone),
    );
    await this.policies.add(new DestroyKeyWhenCustomerIsForgotten(this.vault));
  }
}
