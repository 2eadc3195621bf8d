import { policyConsumer, type Policy } from '@gongdan/event-feed';
import type { EventStore } from '@gongdan/event-store';
import type { Projection, Row } from '@gongdan/projections';
import type { SeededRandom } from '@gongdan/simulation';
import type { ClientBase } from 'pg';

/** Chance that a consumer dies after its effect and before its checkpoint. */
const DIES_BEFORE_CHECKPOINT = 0.15;
const BATCH_EVENTS_MAX = 7;

export interface SimulatedConsumer {
  readonly name: string;
  /** Takes one batch, perhaps dying on the way; false: there was nothing to take. */
  step(): Promise<boolean>;
}

/** Rows and checkpoint change together or not at all, as in one database transaction. */
export class SimulatedProjection implements SimulatedConsumer {
  rows: ReadonlyMap<string, Row> = new Map();
  private position = 0;

  constructor(
    private readonly projection: Projection,
    private readonly store: Pick<EventStore, 'readLog'>,
    private readonly random: SeededRandom,
    private readonly faults: { on: boolean },
  ) {}

  get name(): string {
    return `projection:${this.projection.name}`;
  }

  async step(): Promise<boolean> {
    const limit = this.random.between(1, BATCH_EVENTS_MAX);
    const page = await this.store.readLog({ after: this.position, limit });
    if (page.lastPosition === this.position) return false;
    const rows = new Map(this.rows);
    for (const event of page.events) applyTo(rows, this.projection, event);
    if (this.faults.on && this.random.chance(DIES_BEFORE_CHECKPOINT)) return true;
    this.rows = rows;
    this.position = page.lastPosition;
    return true;
  }
}

export function applyTo(
  rows: Map<string, Row>,
  projection: Projection,
  event: Parameters<Projection['apply']>[1],
): void {
  if (!projection.types.includes(event.type)) return;
  const key = projection.keyOf(event);
  if (key === undefined) return;
  const row = projection.apply(rows.get(key), event);
  if (row === undefined) rows.delete(key);
  else rows.set(key, row);
}

/** A policy’s commands are out before its checkpoint moves: dying in between means reacting again. */
export function simulatedPolicy(
  policy: Policy,
  store: Pick<EventStore, 'readLog'>,
  random: SeededRandom,
  faults: { on: boolean },
): SimulatedConsumer {
  let position = 0;
  return {
    name: `policy:${policy.name}`,
    async step() {
      const limit = random.between(1, BATCH_EVENTS_MAX);
      const page = await store.readLog({ after: position, limit, types: policy.types });
      if (page.lastPosition === position) return false;
      const consumer = policyConsumer(policy); // as after a restart: nothing is remembered
      try {
        await consumer.prepare?.(page.events);
        await consumer.handle(page.events, {} as ClientBase);
      } catch (error) {
        if (faults.on) return true;
        throw error;
      }
      if (faults.on && random.chance(DIES_BEFORE_CHECKPOINT)) return true;
      position = page.lastPosition;
      return true;
    },
  };
}
