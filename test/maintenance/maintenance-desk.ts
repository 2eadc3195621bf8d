import { streamName, type Instant, type RecordedEvent } from '@gongdan/core';
import { readWholeStream } from '@gongdan/event-store';
import { VirtualClock } from '@gongdan/simulation';
import type { MaintenanceWorker } from '../../libs/customer/maintenance/maintenance-worker.js';
import { openMaintenance } from '../../libs/customer/maintenance/open-maintenance.js';
import { TestTime } from '../carry-over/test-time.js';
import { Desk } from '../e2e/desk.js';
import { settle, type People } from '../e2e/journey.js';

/** `2026-05-08 10:00` on the wall of the office, as an instant. */
export const wall = (text: string): Instant =>
  new Date(`${text.replace(' ', 'T')}:00+08:00`).toISOString() as Instant;

export interface Slot {
  readonly slot: number;
  readonly dueOn: string;
  readonly state: string;
  readonly ticketId: string | null;
  readonly lost: readonly { readonly ticketId: string; readonly reason: string }[];
}

/** A desk whose people live in virtual time, whose database says what time it is, and a customer with a contract. */
export class MaintenanceDesk {
  readonly failures: unknown[] = [];

  private constructor(
    readonly desk: Desk,
    readonly clock: VirtualClock,
    readonly people: People,
    readonly time: TestTime,
    readonly deviceId: string,
    readonly contractId: string,
  ) {}

  static async open(start: string): Promise<MaintenanceDesk> {
    const clock = new VirtualClock(wall(start));
    const desk = await Desk.open({ clock });
    try {
      const people = await settle(desk);
      const file = `/customers/${people.customerId}`;
      const device = await desk.does('clerk', `${file}/devices`, { model: 'KFR-35GW' });
      const contract = await desk.does('clerk', `${file}/contracts`, {
        validFrom: '2026-01-01',
        validUntil: '2026-12-31',
        visitLimit: 12,
      });
      const { connectionString } = desk.engine.pool.options;
      const time = await TestTime.install({ connectionString });
      return new MaintenanceDesk(desk, clock, people, time, device.id, contract.id);
    } catch (error) {
      await desk.close(); // or the process would never end
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.time.close();
    await this.desk.close();
  }

  get plansPath(): string {
    return `/customers/${this.people.customerId}/contracts/${this.contractId}/maintenance-plans`;
  }

  /** Every three months from 31 March on, where nothing else is said. Answers the plan’s id. */
  async plan(more: object = {}): Promise<string> {
    const { id } = await this.desk.does('clerk', this.plansPath, this.planBody(more));
    return id;
  }

  planBody(more: object = {}) {
    return {
      deviceId: this.deviceId,
      everyMonths: 3,
      firstOn: '2026-03-31',
      title: 'Clean and check the air conditioner',
      description: 'Filters, drain, pressure.',
      contact: { name: 'Customer One', phone: '+86 10 5555 0101' },
      site: { address: '1 Example Road', region: 'urban' },
      ...more,
    };
  }

  /** A worker as another process has it, on connections of its own. */
  worker(): MaintenanceWorker {
    const { engine } = this.desk;
    const pool = this.time.pool();
    return openMaintenance({ ...engine, pool }, (error) => {
      this.failures.push(error);
    });
  }

  /** The database’s clock says so, and workers do all that is to be done then, at the same time. */
  async at(moment: string, workers = [this.worker()]): Promise<void> {
    await this.desk.caughtUp();
    await this.time.set(wall(moment));
    await Promise.all(
      workers.map(async (worker) => {
        while (await worker.tick());
      }),
    );
    await this.desk.caughtUp();
  }

  async slots(planId: string): Promise<readonly Slot[]> {
    const { slots } = await this.desk.get('clerk', `/maintenance-plans/${planId}`);
    return slots as readonly Slot[];
  }

  /** `1 ordered for 2026-03-31` for every slot that is not planned any more. */
  async told(planId: string): Promise<readonly string[]> {
    return (await this.slots(planId))
      .filter(({ state }) => state !== 'planned')
      .map(({ slot, state, dueOn }) => `${slot} ${state} for ${dueOn}`);
  }

  async ticketOf(planId: string, slot: number): Promise<string> {
    const found = (await this.slots(planId))[slot - 1];
    if (!found?.ticketId) throw new Error(`slot ${slot} has no ticket`);
    return found.ticketId;
  }

  events(kind: string, id: string): Promise<readonly RecordedEvent[]> {
    return readWholeStream(this.desk.engine.store, streamName(kind, id));
  }

  async typesOfContract(): Promise<readonly string[]> {
    return (await this.events('contract', this.contractId)).map(({ type }) => type);
  }
}
