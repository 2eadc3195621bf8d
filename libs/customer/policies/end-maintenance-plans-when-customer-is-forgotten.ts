import type { CommandBus } from '@nestjs/cqrs';
import type { RecordedEvent } from '@gongdan/core';
import { policyCommandContext, type Policy, type Reaction } from '@gongdan/event-feed';
import { accepted } from '@gongdan/event-store';
import { ChangePlan } from '../commands/change-plan/change-plan.handler.js';
import { BECAUSE_FORGOTTEN } from '../maintenance/order-visits.js';

/** The plans of a customer that were not ended at a position of the log, or later. */
export type ActivePlansOf = (customerId: string, position: number) => Promise<readonly string[]>;

/** Nobody visits a customer who was forgotten: the plans end, and say why. */
export class EndMaintenancePlansWhenCustomerIsForgotten implements Policy {
  readonly name = 'end-maintenance-plans-when-customer-is-forgotten';
  readonly types = ['CustomerForgotten'];

  constructor(
    private readonly activePlansOf: ActivePlansOf,
    private readonly commands: Pick<CommandBus, 'execute'>,
  ) {}

  async react({ data, position }: RecordedEvent, reaction: Reaction): Promise<void> {
    for (const planId of await this.activePlansOf(String(data['customerId']), position)) {
      const context = policyCommandContext(reaction, planId);
      const change = { type: 'EndMaintenancePlan', planId, reason: BECAUSE_FORGOTTEN } as const;
      accepted(await this.commands.execute(new ChangePlan(change, context)));
    }
  }
}
