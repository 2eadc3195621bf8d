import { systemCaller } from '@gongdan/contracts';
import { GongdanError, streamName, type Instant } from '@gongdan/core';
import type { CommandExecutor } from '@gongdan/event-store';
import {
  ChangePlan,
  ChangePlanHandler,
  type PlanChange,
} from '../commands/change-plan/change-plan.handler.js';
import { customerDecider } from '../domain/customer.js';
import type { DuePlan } from './due-plans.js';

export const BECAUSE_FORGOTTEN = 'The customer was forgotten';

const caller = systemCaller('system');

/** Orders what is due of a plan, once, whoever does it and however often: the plan decides. */
export class OrderVisits {
  private readonly plans: ChangePlanHandler;

  constructor(private readonly executor: CommandExecutor) {
    this.plans = new ChangePlanHandler(executor);
  }

  /** Answers whether anything was ordered now. Throws what is worth another try. `at`: by the database’s clock. */
  async orderDue(
    { planId, customerId }: Pick<DuePlan, 'planId' | 'customerId'>,
    today: string,
    at: Instant,
  ): Promise<boolean> {
    const file = streamName('customer', customerId);
    const { state } = await this.executor.read(file, customerDecider);
    const change: PlanChange =
      state.status === 'forgotten'
        ? { type: 'EndMaintenancePlan', planId, reason: BECAUSE_FORGOTTEN }
        : { type: 'OrderDueVisits', planId, today };
    const result = await this.plans.execute(new ChangePlan(change, { caller, occurredAt: at }));
    if (!result.ok) throw new GongdanError(result.error);
    return result.value.events.length > 0;
  }
}
