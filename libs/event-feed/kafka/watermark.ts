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
    const isOurs =
      Number.isSafeInteger(position) && Number.isSafeInteger(epoch) && typeof offsets === 'object';
    return isOurs && offsets !== null ? { position, epoch, offsets } : undefined;
  } catch {
    return undefined;
  }
}
