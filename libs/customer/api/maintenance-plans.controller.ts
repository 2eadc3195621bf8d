import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { withoutUndefined, type Clock } from '@gongdan/core';
import { localDay } from '@gongdan/contracts';
import type { CommandContext, EventStore } from '@gongdan/event-store';
import {
  CLOCK,
  commandAnswer,
  CommandRoute,
  createdAnswer,
  EVENT_STORE,
  ListCount,
  ReadRoute,
  RequestContext,
  SETTINGS,
  type CommandAnswer,
  type Settings,
} from '@gongdan/platform';
import { EndMaintenancePlanBody, OrderVisitBody } from '../commands/change-plan/change-plan.dto.js';
import { ChangePlan, type PlanChange } from '../commands/change-plan/change-plan.handler.js';
import { PlanMaintenanceBody } from '../commands/plan-maintenance/plan-maintenance.dto.js';
import { PlanMaintenance } from '../commands/plan-maintenance/plan-maintenance.handler.js';
import { ListPlansQuery, PlanFilterQuery, PlanPage } from '../queries/list-plans/list-plans.dto.js';
import { ListPlans } from '../queries/list-plans/list-plans.js';
import { PlanAnswer, ShowPlanQuery } from '../queries/show-plan/show-plan.dto.js';
import { ShowPlan } from '../queries/show-plan/show-plan.js';

@ApiTags('maintenance plans')
@Controller()
export class MaintenancePlansController {
  constructor(
    private readonly commands: CommandBus,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'timeZone'>,
    private readonly plans: ListPlans,
    private readonly plan: ShowPlan,
  ) {}

  @Get('maintenance-plans')
  @ReadRoute({
    summary: 'Maintenance plans, the newest first.',
    description: 'How many there are: GET /maintenance-plans/count.',
    answer: PlanPage,
  })
  list(@Query() query: ListPlansQuery) {
    return this.plans.read(query);
  }

  @Get('maintenance-plans/count')
  @ReadRoute({
    summary: 'How many maintenance plans the list with the same filters has, exactly.',
    description: 'Apart from the list, as it costs what it counts.',
    answer: ListCount,
  })
  count(@Query() query: PlanFilterQuery) {
    return this.plans.count(query);
  }

  @Get('maintenance-plans/:id')
  @ReadRoute({
    summary: 'One maintenance plan with every visit: planned, ordered, open or done.',
    answer: PlanAnswer,
    versioned: true,
    single: true,
  })
  show(@Param('id') planId: string, @Query() query: ShowPlanQuery) {
    return this.plan.read(planId, query.minPosition);
  }

  @Post('customers/:id/contracts/:contractId/maintenance-plans')
  @CommandRoute({
    summary: 'Plans regular visits under a contract; the answer’s id is the plan’s.',
    description:
      'Each visit is a ticket of the category contract, ordered by itself `leadDays` before its day. A plan that would order nothing is refused: MAINTENANCE.NOTHING_TO_ORDER.',
    creates: true,
  })
  async planMaintenance(
    @Param('id') customerId: string,
    @Param('contractId') contractId: string,
    @Body() body: PlanMaintenanceBody,
    @RequestContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    const plan = withoutUndefined(body);
    const command = new PlanMaintenance({ customerId, contractId }, plan, context);
    return createdAnswer(this.store, await this.commands.execute(command), 'planId');
  }

  @Post('maintenance-plans/:id/end')
  @CommandRoute({
    summary: 'Ends a maintenance plan: it orders nothing more.',
    description: 'Tickets that it ordered stay as they are.',
  })
  end(
    @Param('id') planId: string,
    @Body() { reason }: EndMaintenancePlanBody,
    @RequestContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.change({ type: 'EndMaintenancePlan', planId, reason }, context);
  }

  @Post('maintenance-plans/:id/slots/:slot/order')
  @CommandRoute({
    summary: 'Orders an open visit anew: one whose ticket was cancelled or merged.',
    description: 'Its new ticket has an id of its own: GET /maintenance-plans/{id} shows it.',
  })
  order(
    @Param('id') planId: string,
    @Param('slot') slot: string,
    @Body() { on }: OrderVisitBody,
    @RequestContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    const today = localDay(this.clock.now(), this.settings.timeZone);
    const given = { planId, slot: slotNumber(slot), ...withoutUndefined({ on }) };
    return this.change({ type: 'OrderVisit', today, ...given }, context);
  }

  private async change(change: PlanChange, context: CommandContext): Promise<CommandAnswer> {
    return commandAnswer(
      change.planId,
      await this.commands.execute(new ChangePlan(change, context)),
    );
  }
}

/** What is no number is no slot: the plan’s own rules say so. */
const slotNumber = (text: string): number => (/^\d{1,9}$/.test(text) ? Number(text) : 0);
