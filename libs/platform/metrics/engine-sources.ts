import type { ConsumerStatus, EventFeed } from '@gongdan/event-feed';
import type { EventStore } from '@gongdan/event-store';
import type { ProjectionRunner, ProjectionStatus } from '@gongdan/projections';
import type pg from 'pg';
import type { MetricsSource, Sample } from './metrics-source.js';

export const logSource = (store: Pick<EventStore, 'lastPosition'>): MetricsSource => ({
  name: 'log',
  collect: async () => [{ metric: 'gongdan_log_position', value: await store.lastPosition() }],
});

/** All consumers of the database, whichever process runs them. */
export const consumersSource = (feed: Pick<EventFeed, 'status'>): MetricsSource => ({
  name: 'consumers',
  collect: async () => (await feed.status()).flatMap(samplesOfConsumer),
});

const samplesOfConsumer = (status: ConsumerStatus): readonly Sample[] => {
  const labels = { consumer: status.name };
  return [
    { metric: 'gongdan_consumer_position', labels, value: status.position },
    { metric: 'gongdan_consumer_lag_events', labels, value: status.lagEvents },
    { metric: 'gongdan_consumer_lag_seconds', labels, value: status.lagMs / 1_000 },
    { metric: 'gongdan_consumer_state', labels: { ...labels, state: status.state }, value: 1 },
    { metric: 'gongdan_consumer_dead_letters', labels, value: status.deadLetters },
    { metric: 'gongdan_consumer_parked_streams', labels, value: status.parkedStreams },
  ];
};

export const projectionsSource = (
  projections: Pick<ProjectionRunner, 'status'>,
): MetricsSource => ({
  name: 'projections',
  collect: async () => (await projections.status()).flatMap(samplesOfProjection),
});

const samplesOfProjection = (status: ProjectionStatus): readonly Sample[] => {
  const { name, position, liveVersion, state, rebuild } = status;
  const labels = { projection: name };
  return [
    { metric: 'gongdan_projection_position', labels, value: position },
    { metric: 'gongdan_projection_version', labels, value: liveVersion },
    { metric: 'gongdan_projection_outdated', labels, value: state === 'outdated' ? 1 : 0 },
    ...(rebuild === undefined ? [] : samplesOfRebuild(labels, rebuild)),
  ];
};

const samplesOfRebuild = (
  labels: { readonly projection: string },
  { phase, position, total }: NonNullable<ProjectionStatus['rebuild']>,
): readonly Sample[] => [
  { metric: 'gongdan_projection_rebuild_position', labels: { ...labels, phase }, value: position },
  { metric: 'gongdan_projection_rebuild_target_position', labels, value: total },
];

/** Pools by name, as they are at the moment. */
export const poolsSource = (pools: Readonly<Record<string, pg.Pool>>): MetricsSource => ({
  name: 'pools',
  collect: () =>
    Object.entries(pools).flatMap(([name, pool]) => {
      const labels = { pool: name };
      return [
        {
          metric: 'gongdan_database_pool_connections' as const,
          labels,
          value: pool.totalCount,
        },
        {
          metric: 'gongdan_database_pool_idle_connections' as const,
          labels,
          value: pool.idleCount,
        },
        { metric: 'gongdan_database_pool_waiting' as const, labels, value: pool.waitingCount },
        {
          metric: 'gongdan_database_pool_connections_max' as const,
          labels,
          value: pool.options.max,
        },
      ];
    }),
});
