import { localDay } from '@gongdan/contracts';
import { faultPoint, instantOf } from '@gongdan/core';
import { Rounds } from '@gongdan/event-feed';
import type { Pool } from 'pg';
import {
  BEFORE_ALL,
  databaseNow,
  PLANS_AT_ONCE_MAX,
  type DuePlace,
  type DuePlan,
} from './due-plans.js';
import type { OrderVisits } from './order-visits.js';

/** How long a worker rests before it looks whether a visit is due. */
const MAINTENANCE_POLL_MS = 1_000;
/** Where it fails altogether it rests twice as long each time, at most this long. */
const MAINTENANCE_REST_MS_MAX = 60_000;

export type FindDuePlans = (question: {
  readonly today: string;
  readonly after: DuePlace;
}) => Promise<readonly DuePlan[]>;

/**
 * Orders the visits of maintenance plans when their time comes, by the database’s clock alone. After days without a
 * process everything that is due is ordered at once. Any number of workers may run, and die at any moment: what was
 * ordered stands in the log, and what two of them order is ordered once, because the plan decides.
 */
export class MaintenanceWorker {
  private readonly rounds = new Rounds({
    round: () => this.tick(),
    restMs: MAINTENANCE_POLL_MS,
    failedRestMsMax: MAINTENANCE_REST_MS_MAX,
    onFailure: (error) => this.onFailure(error),
  });
  /** The page ends here; behind it goes on the next one, so that plans that fail keep no others waiting. */
  private after = BEFORE_ALL;

  constructor(
    private readonly pool: Pool,
    private readonly timeZone: string,
    private readonly findDue: FindDuePlans,
    private readonly visits: Pick<OrderVisits, 'orderDue'>,
    private readonly onFailure: (error: unknown) => void,
  ) {}

  start(): void {
    this.rounds.start();
  }

  /** Waits for what is in hand. */
  stop(): Promise<void> {
    return this.rounds.stop();
  }

  /**
   * Does one page of the plans that are due. Answers whether there is more to do at once. A plan that fails keeps no
   * other waiting. Where all of them do, the first failure is thrown, for all: each told once a second would be a
   * flood, and they are tried again less and less often.
   */
  async tick(): Promise<boolean> {
    const now = await databaseNow(this.pool);
    const today = localDay(instantOf(now), this.timeZone);
    const page = await this.findDue({ today, after: this.after });
    const failures: unknown[] = [];
    for (const plan of page) {
      try {
        await this.visits.orderDue(plan, today, instantOf(now));
      } catch (error) {
        failures.push(error);
      }
      await faultPoint('maintenance.between-plans');
    }
    const isFull = page.length === PLANS_AT_ONCE_MAX;
    this.after = (isFull ? page.at(-1) : undefined) ?? BEFORE_ALL;
    if (failures.length > 0 && failures.length === page.length) throw failures[0];
    for (const failure of failures) this.onFailure(failure);
    return isFull;
  }
}
