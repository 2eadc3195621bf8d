import { GongdanError } from '@gongdan/core';
import type { AppendRequest, AppendResult, EventStore } from '@gongdan/event-store';
import type { EngineMetrics } from './engine-metrics.js';

const OUTCOMES = [
  'appended',
  'replayed',
  'key-reused',
  'conflict',
  'busy',
  'unavailable',
  'refused',
  'failed',
  'unknown',
] as const;
type Outcome = (typeof OUTCOMES)[number];

/** Counts what is appended through it, and how long that takes; all else passes by. */
export class MeasuredEventStore implements EventStore {
  private readonly count: (outcome: Outcome) => void;
  private readonly countEvents: (events: number) => void;
  private readonly observe: (seconds: number) => void;
  readonly readStream: EventStore['readStream'];
  readonly readLog: EventStore['readLog'];
  readonly subscribe: EventStore['subscribe'];
  readonly lastPosition: EventStore['lastPosition'];
  readonly close: EventStore['close'];

  constructor(
    private readonly store: EventStore,
    metrics: EngineMetrics,
  ) {
    const appends = metrics.counter('gongdan_log_appends_total');
    const events = metrics.counter('gongdan_log_events_total');
    const durations = metrics.histogram('gongdan_log_append_duration_seconds');
    for (const outcome of OUTCOMES) appends.inc({ outcome }, 0); // a rate begins at none, not at one
    this.count = (outcome) => appends.inc({ outcome });
    this.countEvents = (number) => events.inc(number);
    this.observe = (seconds) => durations.observe(seconds);
    this.readStream = store.readStream.bind(store);
    this.readLog = store.readLog.bind(store);
    this.subscribe = store.subscribe.bind(store);
    this.lastPosition = store.lastPosition.bind(store);
    this.close = store.close.bind(store);
  }

  async append(request: AppendRequest): Promise<AppendResult> {
    const beganMs = performance.now();
    try {
      const result = await this.store.append(request);
      this.count(result.status);
      if (result.status === 'appended') {
        this.countEvents(result.events.length);
        this.observe((performance.now() - beganMs) / 1_000);
      }
      return result;
    } catch (error) {
      this.count(outcomeOf(error));
      throw error;
    }
  }

  /** Commands look a key up that has had its effect: a repeat, too, though nothing was to be appended. */
  async findOutcome(key: string): ReturnType<EventStore['findOutcome']> {
    const found = await this.store.findOutcome(key);
    if (found !== undefined) this.count('replayed');
    return found;
  }
}

function outcomeOf(error: unknown): Outcome {
  if (!(error instanceof GongdanError)) return 'failed';
  if (error.code === 'STORE.BUSY') return 'busy';
  switch (error.category) {
    case 'transient':
      return 'unavailable';
    case 'unknown':
      return 'unknown';
    case 'bug':
      return 'failed';
    default:
      return 'refused';
  }
}
