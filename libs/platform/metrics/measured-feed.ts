import type { Consumer, EventFeed, FeedNotice } from '@gongdan/event-feed';
import type { EngineMetrics } from './engine-metrics.js';

/** What may go wrong with one consumer (`log-unreadable` concerns all). */
const FAILURES = [
  'retrying',
  'parked',
  'fenced',
  'outdated',
] as const satisfies readonly FeedNotice['kind'][];

type Events = Parameters<Consumer['handle']>[0];

/** Counts what the consumers of this process handle, over whatever adapter delivers it. */
export class MeasuredFeed implements EventFeed {
  /** Names of the consumers that this process runs, or stands by for. */
  readonly consumers = new Set<string>();
  readonly start: EventFeed['start'];
  readonly stop: EventFeed['stop'];
  readonly status: EventFeed['status'];
  readonly deadLetters: EventFeed['deadLetters'];
  readonly replay: EventFeed['replay'];
  readonly waitFor: EventFeed['waitFor'];

  constructor(
    private readonly feed: EventFeed,
    private readonly metrics: EngineMetrics,
    /** Whether it does; others it only knows, and waits for. Default: for all. */
    private readonly worksFor: (consumer: string) => boolean = () => true,
  ) {
    this.start = feed.start.bind(feed);
    this.stop = feed.stop.bind(feed);
    this.status = feed.status.bind(feed);
    this.deadLetters = feed.deadLetters.bind(feed);
    this.replay = feed.replay.bind(feed);
    this.waitFor = feed.waitFor.bind(feed);
  }

  async add(consumer: Consumer): Promise<void> {
    if (!this.worksFor(consumer.name)) return this.feed.add(consumer);
    await this.feed.add(measured(consumer, this.metrics));
    this.consumers.add(consumer.name);
  }
}

/**
 * The consumer itself, with its work counted: that of `handle`, or where its effect are commands, of
 * `prepare`.
 */
function measured(consumer: Consumer, metrics: EngineMetrics): Consumer {
  const { name } = consumer;
  const failures = metrics.counter('gongdan_consumer_failures_total');
  for (const outcome of FAILURES) failures.inc({ consumer: name, outcome }, 0);
  const events = metrics.counter('gongdan_consumer_events_total').labels({ consumer: name });
  const batches = metrics.counter('gongdan_consumer_batches_total').labels({ consumer: name });
  const busy = metrics.counter('gongdan_consumer_busy_seconds_total').labels({ consumer: name });
  for (const counter of [events, batches, busy]) counter.inc(0);
  const timed = async (work: Promise<void> | undefined): Promise<void> => {
    const beganMs = performance.now();
    try {
      await work;
    } finally {
      busy.inc((performance.now() - beganMs) / 1_000);
    }
  };
  const counted = (handled: Events): void => {
    events.inc(handled.length);
    batches.inc();
  };
  const effectInPrepare = consumer.effect === 'commands';
  return {
    ...consumer,
    ...(consumer.prepare === undefined
      ? {}
      : {
          async prepare(given) {
            await timed(consumer.prepare?.(given));
            if (effectInPrepare) counted(given);
          },
        }),
    async handle(given, transaction) {
      await timed(consumer.handle(given, transaction));
      if (!effectInPrepare) counted(given);
    },
    afterCommit: (position) => consumer.afterCommit?.(position),
  };
}

/** Counts what the feed tells an operator of what goes wrong. */
export function countNotices(metrics: EngineMetrics): (notice: FeedNotice) => void {
  const failures = metrics.counter('gongdan_consumer_failures_total');
  return ({ kind, consumer }) => {
    if (kind === 'log-readable' || kind === 'recovered') return;
    failures.inc({ consumer, outcome: kind });
  };
}
