import type { LogRow, Offsets, RelayState, TopicRecord, Topics } from '../evidence.js';
import type { Found } from '../findings.js';
import { placeOf } from './record-place.js';

/**
 * What watermarks, and the relay’s own row, promise: every event up to `position` lies below `offsets`.
 * `places`: by id, where each event lies first.
 */
export function checkWatermarks(
  { records, relay }: Topics,
  control: string,
  log: readonly LogRow[],
  places: ReadonlyMap<string, TopicRecord>,
  found: Found,
): void {
  const needed = new OffsetsNeeded(log, places);
  const check = (who: string, { position, offsets }: RelayState): void => {
    const broken = needed
      .upTo(position)
      .find((need) => promisedBy(offsets, need) < need.nextOffset);
    if (broken === undefined) return;
    const partition = `${broken.topic}/${broken.partition}`;
    const detail = `${who}: position ${position} needs ${partition} up to ${broken.nextOffset}`;
    found('untrue-watermark', detail);
  };
  for (const record of records) {
    if (record.topic !== control) continue;
    check(placeOf(record), JSON.parse(record.value ?? '') as RelayState);
  }
  if (relay !== undefined) check('the relay’s row', relay);
}

const promisedBy = (offsets: Offsets, { topic, partition }: Need): number =>
  offsets[topic]?.[String(partition)] ?? 0;

interface Need {
  readonly topic: string;
  readonly partition: number;
  readonly nextOffset: number;
}

/** Per partition: how far it must be read to have seen every event up to a position. */
class OffsetsNeeded {
  private readonly partitions = new Map<string, { position: number; need: Need }[]>();

  constructor(log: readonly LogRow[], places: ReadonlyMap<string, TopicRecord>) {
    for (const { id, position } of log) {
      const record = places.get(id);
      if (record === undefined) continue;
      const { topic, partition, offset } = record;
      const name = `${topic} ${partition}`;
      const steps = this.partitions.get(name) ?? [];
      const nextOffset = Math.max(steps.at(-1)?.need.nextOffset ?? 0, offset + 1);
      steps.push({ position, need: { topic, partition, nextOffset } });
      this.partitions.set(name, steps);
    }
  }

  upTo(position: number): Need[] {
    return [...this.partitions.values()].flatMap((steps) => {
      const next = firstAbove(steps, position);
      const step = steps[next - 1];
      return step === undefined ? [] : [step.need];
    });
  }
}

/** Index of the first step above a position; steps are in the order of their positions. */
function firstAbove(steps: readonly { readonly position: number }[], position: number): number {
  let [low, high] = [0, steps.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((steps[middle]?.position ?? Infinity) > position) high = middle;
    else low = middle + 1;
  }
  return low;
}
