import type { Clock, IdGenerator, RandomSource } from '@gongdan/core';
import {
  EmbeddedFeed,
  KafkaFeed,
  PolicyRunner,
  type DeliveringFeedOptions,
  type EventFeed,
} from '@gongdan/event-feed';
import type { ContractedEventStore } from '@gongdan/event-store';
import { ProjectionRunner } from '@gongdan/projections';
import type pg from 'pg';
import { countNotices, MeasuredFeed, type EngineMetrics } from '../metrics/index.js';
import type { Closer } from './closers.js';
import { tellFeedNotices } from './feed-notices.js';
import { requireKafka, type EngineKafka } from './open-kafka.js';

interface DeliveryOptions {
  readonly note: (line: string) => void;
  readonly feed?: 'embedded' | 'kafka';
  readonly worksFor?: (consumer: string) => boolean;
}

interface DeliveryParts {
  readonly store: ContractedEventStore;
  readonly pool: pg.Pool;
  readonly workPool: pg.Pool;
  readonly clock: Clock;
  readonly ids: IdGenerator;
  readonly random: RandomSource;
  readonly kafka: EngineKafka | undefined;
  readonly metrics: EngineMetrics;
}

/** The feed, and what hangs on it. */
export function composeDelivery(options: DeliveryOptions, parts: DeliveryParts, closers: Closer[]) {
  const { note, worksFor } = options;
  const feed = new MeasuredFeed(openFeed(options, parts), parts.metrics, worksFor);
  const projections = new ProjectionRunner({
    ...parts,
    pool: parts.workPool,
    readPool: parts.pool,
    feed,
    onNotice: ({ kind, projection, message }) =>
      note(`projection ${kind} ${projection}: ${message}`),
  });
  closers.push(
    () => feed.stop(),
    () => projections.stop(),
  );
  return { feed, projections, policies: new PolicyRunner(feed) };
}

function openFeed({ note, worksFor, feed }: DeliveryOptions, parts: DeliveryParts): EventFeed {
  const { store, workPool, clock, ids, random, kafka, metrics } = parts;
  const countNotice = countNotices(metrics);
  const tell = tellFeedNotices(note);
  const options: DeliveringFeedOptions = {
    store,
    rawStore: store.raw,
    pool: workPool,
    clock,
    ids,
    random,
    onNotice(notice) {
      countNotice(notice);
      tell(notice);
    },
    ...(worksFor === undefined ? {} : { worksFor }),
  };
  if (feed !== 'kafka') return new EmbeddedFeed(options);
  const { broker, topics, relayState } = requireKafka(kafka);
  return new KafkaFeed({ ...options, store, broker, topics, state: relayState });
}
