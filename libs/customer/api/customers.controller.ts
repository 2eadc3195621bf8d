import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { withoutUndefined, type IdGenerator } from '@gongdan/core';
import type { CommandContext, EventStore } from '@gongdan/event-store';
import {
  commandAnswer,
  CommandRoute,
  createdAnswer,
  EVENT_STORE,
  ID_GENERATOR,
  ListCount,
  ReadRoute,
  RefusesFuture,
  RequestContext,
  type CommandAnswer,
} from '@gongdan/platform';
import { AmendCustomerBody } from '../commands/amend-customer/amend-customer.dto.js';
import { AmendCustomer } from '../commands/amend-customer/amend-customer.handler.js';
import { ForgetCustomerBody } from '../commands/forget-customer/forget-customer.dto.js';
import { ForgetCustomer } from '../commands/forget-customer/forget-customer.handler.js';
import { RegisterCustomerBody } from '../commands/register-customer/register-customer.dto.js';
import { RegisterCustomer } from '../commands/register-customer/register-customer.handler.js';
import { RegisterDeviceBody } from '../commands/register-device/register-device.dto.js';
import { RegisterDevice } from '../commands/register-device/register-device.handler.js';
import { SignContractBody } from '../commands/sign-contract/sign-contract.dto.js';
import { SignContract } from '../commands/sign-contract/sign-contract.handler.js';
import {
  CustomerHistoryQuery,
  HistoryFilterQuery,
  HistoryPage,
} from '../queries/customer-history/customer-history.dto.js';
import { ReadCustomerHistory } from '../queries/customer-history/customer-history.js';
import {
  CustomerFilterQuery,
  CustomerPage,
  ListCustomersQuery,
} from '../queries/list-customers/list-customers.dto.js';
import { ListCustomers } from '../queries/list-customers/list-customers.js';
import {
  ProposeCategoryQuery,
  ProposedCategoryAnswer,
} from '../queries/propose-category/propose-category.dto.js';
import { ProposeCategory } from '../queries/propose-category/propose-category.js';
import { CustomerAnswer, ShowCustomerQuery } from '../queries/show-customer/show-customer.dto.js';
import { ShowCustomer } from '../queries/show-customer/show-customer.js';

@ApiTags('customers')
@Controller('customers')
export class CustomersController {
  constructor(
    private readonly commands: CommandBus,
    @Inject(ID_GENERATOR) private readonly ids: IdGenerator,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    private readonly customers: ListCustomers,
    private readonly customer: ShowCustomer,
    private readonly customerHistory: ReadCustomerHistory,
    private readonly proposal: ProposeCategory,
  ) {}

  @Get()
  @ReadRoute({
    summary: 'Customers, the newest first.',
    description: 'How many there are: GET /customers/count.',
    answer: CustomerPage,
  })
  list(@Query() query: ListCustomersQuery) {
    return this.customers.read(query);
  }

  @Get('count')
  @ReadRoute({
    summary: 'How many customers the list with the same filters has, exactly.',
    description: 'Apart from the list, as it costs what it counts.',
    answer: ListCount,
  })
  count(@Query() query: CustomerFilterQuery) {
    return this.customers.count(query);
  }

  @Get(':id')
  @RefusesFuture()
  @ReadRoute({
    summary: 'One customer with devices and contracts.',
    answer: CustomerAnswer,
    versioned: true,
    single: true,
  })
  show(@Param('id') id: string, @Query() query: ShowCustomerQuery) {
    return this.customer.read(id, query);
  }

  @Get(':id/history')
  @RefusesFuture()
  @ReadRoute({
    summary: 'Everything that ever happened with a customer, one row per event.',
    description: 'How many there are: GET /customers/{id}/history/count.',
    answer: HistoryPage,
    single: true,
  })
  history(@Param('id') id: string, @Query() query: CustomerHistoryQuery) {
    return this.customerHistory.read(id, query);
  }

  @Get(':id/history/count')
  @RefusesFuture()
  @ReadRoute({
    summary: 'How many rows the history with the same filters has, exactly.',
    description: 'Apart from the history, as it costs what it counts.',
    answer: ListCount,
    single: true,
  })
  countHistory(@Param('id') id: string, @Query() query: HistoryFilterQuery) {
    return this.customerHistory.count(id, query);
  }

  @Get(':id/proposed-category')
  @ReadRoute({
    summary: 'The service category that device and contracts speak for on a day, and why.',
    answer: ProposedCategoryAnswer,
    single: true,
  })
  proposeCategory(@Param('id') id: string, @Query() query: ProposeCategoryQuery) {
    return this.proposal.read(id, query);
  }

  @Post()
  @CommandRoute({ summary: 'Takes a customer into the file.', creates: true })
  async register(
    @Body() body: RegisterCustomerBody,
    @RequestContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    const { tier = 'ordinary', ...given } = body;
    const customer = { ...withoutUndefined(given), customerId: this.ids.next(), tier };
    const result = await this.commands.execute(new RegisterCustomer(customer, context));
    return createdAnswer(this.store, result, 'customerId');
  }

  @Post(':id/amend')
  @CommandRoute({ summary: 'Corrects what the file says of a customer.' })
  async amend(
    @Param('id') id: string,
    @Body() body: AmendCustomerBody,
    @RequestContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    const command = new AmendCustomer(id, withoutUndefined(body), context);
    return commandAnswer(id, await this.commands.execute(command));
  }

  @Post(':id/forget')
  @CommandRoute({
    summary: 'Makes everything personal about a customer unreadable, for good.',
    description: 'The history and all statistics stay. Cannot be undone; may be asked for again.',
  })
  async forget(
    @Param('id') id: string,
    @Body() body: ForgetCustomerBody,
    @RequestContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    const command = new ForgetCustomer(id, body.reason, context);
    return commandAnswer(id, await this.commands.execute(command));
  }

  @Post(':id/devices')
  @CommandRoute({
    summary: 'Takes a device into a customer’s file; the answer’s id is the device’s.',
    creates: true,
  })
  async registerDevice(
    @Param('id') id: string,
    @Body() body: RegisterDeviceBody,
    @RequestContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    const device = { ...withoutUndefined(body), deviceId: this.ids.next() };
    const result = await this.commands.execute(new RegisterDevice(id, device, context));
    return createdAnswer(this.store, result, 'deviceId');
  }

  @Post(':id/contracts')
  @CommandRoute({
    summary: 'Records a contract that a customer signed; the answer’s id is the contract’s.',
    creates: true,
  })
  async signContract(
    @Param('id') id: string,
    @Body() body: SignContractBody,
    @RequestContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    const terms = { ...withoutUndefined(body), contractId: this.ids.next(), customerId: id };
    const result = await this.commands.execute(new SignContract(terms, context));
    return createdAnswer(this.store, result, 'contractId');
  }
}
