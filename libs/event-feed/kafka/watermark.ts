import type { OutgoingRecord } from './broker.js';
import type { Offsets } from './offsets.js';

/**
 * How far the topics are complete: every event up to `position` lies below these offsets. One record says
 * it for all partitions, also for those that nothing was sent to: what is idle is not behind.
 */
export interface Watermark {
  readonly position: number;
  /** Of the relay that says so. */
  readonly epoch: number;
  readonly offsets: Offsets;
}

export const watermarkRecord = (topic: string, watermark: Watermark): OutgoingRecord => ({
  topic,
  key: 'watermark',
  value: JSON.stringify(watermark),
  headers: { 'content-type': 'application/json' },
});

/** Undefined: somebody else wrote it. */
export function watermarkIn(value: Buffer | null): Watermark | undefined {
  try {
    const { position, epoch, offsets } = JSON.parse(value?.toString() ?? '') as Watermark;
    const isOurs = isCount(position) && isCount(epoch) && areOffsets(offsets);
    return isOurs ? { position, epoch, offsets } : undefined;
  } catch {
    return undefined;
  }
}

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;

const isRecord = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const areOffsets = (value: unknown): boolean =>
  isRecord(value) &&
  Object.values(value).every(
    (partitions: unknown) =>
      isRecord(partitions) &&
      Object.entries(partitions).every(([name, offset]) => /^\d+$/.test(name) && isCount(offset)),
  );
