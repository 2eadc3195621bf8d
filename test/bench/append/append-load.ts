import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { streamName, type Instant, type NewEvent, type StreamName } from '@gongdan/core';
import type { EventStore } from '@gongdan/event-store';
import { uuidGenerator } from '@gongdan/platform';

/** Bytes of every payload, of the engine’s cases and of their controls. */
const PAYLOAD_BYTES = 594;
/** A caller begins a new stream after so many events. */
const EVENTS_PER_STREAM = 10;
const FINGERPRINT = 'ab'.repeat(32);

export const PAYLOAD: NewEvent['data'] = {
  text: 'x'.repeat(PAYLOAD_BYTES - '{"text":""}'.length),
};

export interface LoadResult {
  readonly eventsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export interface Load {
  readonly callers: number;
  readonly warmUpMs: number;
  readonly measureMs: number;
}

/** Appends one event to a stream that has exactly this version. */
export type AppendOne = (stream: StreamName, version: number) => Promise<void>;

/** A closed loop: every caller sends the next append when the answer to the last one came. */
export async function runClosedLoop(load: Load, append: AppendOne): Promise<LoadResult> {
  const phase = { isMeasured: false, isOver: false };
  const latenciesMs: number[] = [];
  const callers = Array.from({ length: load.callers }, async () => {
    for (let index = 0, stream = nextStream(); !phase.isOver; index++) {
      const version = index % EVENTS_PER_STREAM;
      if (version === 0) stream = nextStream();
      const startedAt = performance.now();
      await append(stream, version);
      if (phase.isMeasured) latenciesMs.push(performance.now() - startedAt);
    }
  });
  await pause(load.warmUpMs);
  const startedAt = performance.now();
  phase.isMeasured = true;
  await pause(load.measureMs);
  phase.isMeasured = false;
  const eventsPerSecond = latenciesMs.length / ((performance.now() - startedAt) / 1000);
  phase.isOver = true;
  await Promise.all(callers);
  latenciesMs.sort((one, two) => one - two);
  const share = (part: number) => latenciesMs[Math.floor(latenciesMs.length * part)] ?? Number.NaN;
  return { eventsPerSecond, p50Ms: share(0.5), p99Ms: share(0.99) };
}

/** With everything on: the exact expected version, and a command key on every append. */
export const runAppendLoad = (store: EventStore, load: Load): Promise<LoadResult> =>
  runClosedLoop(load, async (stream, version) => {
    const { status } = await store.append({
      writes: [{ stream, expected: version, events: [benchEvent()] }],
      command: { key: `bench:${randomUUID()}`, fingerprint: FINGERPRINT, outcome: { version } },
    });
    if (status !== 'appended') throw new Error(`the load was answered ${status}`);
  });

const nextStream = () => streamName('bench', uuidGenerator.next());

const benchEvent = (): NewEvent => ({
  id: randomUUID(),
  type: 'WorkRecorded',
  schemaVersion: 1,
  data: PAYLOAD,
  actor: 'technician-one',
  occurredAt: '2026-03-02T01:00:00.000Z' as Instant,
  correlationId: randomUUID(),
  causationId: null,
  customerId: 'customer-one',
});
