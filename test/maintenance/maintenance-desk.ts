import { streamName, type RecordedEvent } from '@gongdan/core';
import { readWholeStream } from '@gongdan/event-store';
import type { MaintenanceWorker } from '../../libs/customer/maintenance/maintenance-worker.js';
import { openMaintenance } from '../../libs/customer/maintenance/open-maintenance.js';
import { openTimedDesk, TimedDesk, type TimedDeskParts } from '../timed-desk/timed-desk.js';

export interface Slot {
  readonly slot: number;
  readonly dueOn: string;
  readonly state: string;
  readonly ticketId: string | null;
  readonly lost: readonly { readonly ticketId: string; readonly reason: string }[];
}

/** A timed desk, and a customer with a contract. */
export class MaintenanceDesk extends TimedDesk<MaintenanceWorker> {
  private constructor(
    parts: TimedDeskParts,
    readonly deviceId: string,
    readonly contractId: string,
  ) {
    super(parts);
  }

  static open(start: string): Promise<MaintenanceDesk> {
    return openTimedDesk(start, async (parts) => {
      const { desk, people } = parts;
      const file = `/customers/${people.customerId}`;
      const device = await desk.does('clerk', `${file}/devices`, { model: 'KFR-35GW' });
      const contract = await desk.does('clerk', `${file}/contracts`, {
        validFrom: '2026-01-01',
        validUntil: '2026-12-31',
        visitLimit: 12,
      });
      return new MaintenanceDesk(parts, device.id, contract.id);
    });
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

  worker(): MaintenanceWorker {
    const { engine } = this.desk;
    const pool = this.time.pool();
    return openMaintenance({ ...engine, pool }, (error) => {
      this.failures.push(error);
    });
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
}
