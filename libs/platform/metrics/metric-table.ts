import type { Metric } from './metric.js';
import { askedNow, askedTotal, countedNow, countedSpread, countedTotal } from './metric.js';
import { PROCESS_METRICS } from './process-metric-table.js';

const CONSUMER = {
  consumer: 'its name, e.g. `projection:ticket-detail`; empty for a failure that concerns all',
} as const;
const PROJECTION = { projection: 'its name, e.g. `ticket-detail`' } as const;
const POOL = { pool: '`queries`, `work`, `accounts`' } as const;
const REQUEST = {
  method: 'as sent',
  route: 'its pattern, e.g. `/api/v1/tickets/:id`; `none` where there is no such route',
  status:
    '`2xx` … `5xx`; `aborted`: the client left before the end of the answer, as streams usually end',
} as const;

const APPEND_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const REQUEST_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

const SCRAPE_METRICS = {
  gongdan_metrics_source_up: askedNow(
    '1: the source was heard just now (or is kept fresh); 0: what is shown of it is older, or it is silent.',
    {
      source:
        '`log`, `consumers`, `projections`, `pools`; `webhooks` where they are delivered; `timers` where they are fired; `carry-over` where tickets are carried over; `notices` where they are sent; in relay hosts `relay`, `published`',
    },
  ),
} as const;

const LOG_METRICS = {
  gongdan_log_position: askedNow('Position of the newest event.'),
  gongdan_log_appends_total: countedTotal('Appends that this process asked for.', {
    outcome:
      '`appended`; nothing written: `replayed` (the key was used before: first outcome), `key-reused` (for something else), `conflict` (somebody was faster), `busy`, `unavailable`, `refused`, `failed`; `unknown`: perhaps written',
  }),
  gongdan_log_events_total: countedTotal('Events that this process appended.'),
  gongdan_log_append_duration_seconds: countedSpread(
    'From asking to the durable answer, of appends that wrote.',
    APPEND_BUCKETS,
  ),
} as const;

const CONSUMER_METRICS = {
  gongdan_consumer_position: askedNow(
    'Everything up to here was handled, or is parked. Every process tells of all consumers.',
    CONSUMER,
  ),
  gongdan_consumer_lag_events: askedNow('Events of the log beyond its position.', CONSUMER),
  gongdan_consumer_lag_seconds: askedNow('Age of the oldest event not yet handled.', CONSUMER),
  gongdan_consumer_state: askedNow('1 for the state that it is in; other states are left out.', {
    ...CONSUMER,
    state: '`starting`, `catching-up`, `live`, `retrying`, `stopped`, `fenced`',
  }),
  gongdan_consumer_dead_letters: askedNow('Events that lie parked.', CONSUMER),
  gongdan_consumer_parked_streams: askedNow('Streams that stand still for them.', CONSUMER),
  gongdan_consumer_events_total: countedTotal(
    'Events that this process handled for it; again, where a commit failed afterwards.',
    CONSUMER,
  ),
  gongdan_consumer_batches_total: countedTotal('Batches that they came in.', CONSUMER),
  gongdan_consumer_busy_seconds_total: countedTotal(
    'Time spent handling, failed tries included.',
    CONSUMER,
  ),
  gongdan_consumer_failures_total: countedTotal('What did not go as it should.', {
    ...CONSUMER,
    outcome:
      '`retrying` (tried again), `parked` (a stream, as dead letters), `fenced` (another process took over), `outdated` (its table is of a newer version), `log-unreadable`, `foreign-records` (in the topics; no consumer’s)',
  }),
} as const;

const PROJECTION_METRICS = {
  gongdan_projection_position: askedNow('Position of the log that it shows.', PROJECTION),
  gongdan_projection_version: askedNow('Version of its live table.', PROJECTION),
  gongdan_projection_outdated: askedNow(
    '1: the live table is of another version than this process’s code.',
    PROJECTION,
  ),
  gongdan_projection_rebuild_position: askedNow('How far its rebuild is.', {
    ...PROJECTION,
    phase: '`folding`, `indexing`, `catching-up`, `swapping`; ended: `failed`, `abandoned`',
  }),
  gongdan_projection_rebuild_target_position: askedNow('Where its rebuild is to end.', PROJECTION),
} as const;

const HTTP_METRICS = {
  gongdan_http_requests_total: countedTotal('Requests that were answered.', REQUEST),
  gongdan_http_request_duration_seconds: countedSpread(
    'From the request’s headers to the end of its answer.',
    REQUEST_BUCKETS,
    REQUEST,
  ),
  gongdan_http_requests_in_flight: countedNow('Requests that are being answered.'),
} as const;

const DATABASE_METRICS = {
  gongdan_database_pool_connections: askedNow('Connections that are open.', POOL),
  gongdan_database_pool_idle_connections: askedNow('Those of them that do nothing.', POOL),
  gongdan_database_pool_waiting: askedNow('Callers that wait for a connection.', POOL),
  gongdan_database_pool_connections_max: askedNow('Most connections it opens.', POOL),
} as const;

const RELAY_METRICS = {
  gongdan_relay_active: askedNow('1: this process publishes; 0: it stands by.'),
  gongdan_relay_epoch: askedNow(
    'Epoch of the lease, whoever has it: one more with every take-over.',
  ),
  gongdan_relay_position: askedNow('Everything up to here was published and acknowledged.'),
  gongdan_relay_oldest_unpublished_seconds: askedNow(
    'Age of the oldest event that was not published; 0 where there is none.',
  ),
  gongdan_relay_published_total: askedTotal('Events that the broker acknowledged to this process.'),
} as const;

const WEBHOOK_METRICS = {
  gongdan_webhook_pending: askedNow('Events that wait for their delivery, of all webhooks.'),
  gongdan_webhook_lag_events: askedNow(
    'Events of the log beyond the webhook that is furthest behind.',
  ),
  gongdan_webhook_failing: askedNow('Active webhooks whose last attempt failed.'),
  gongdan_webhook_disabled: askedNow('Webhooks that the engine has disabled.'),
} as const;

const SLA_METRICS = {
  gongdan_sla_timers_overdue: askedNow('Timers that are due for more than a second.'),
  gongdan_sla_timer_delay_seconds: askedNow(
    'How long the oldest of them is due; 0 where there is none.',
  ),
  gongdan_sla_timers_failing: askedNow('Timers whose last try failed; they are tried again.'),
} as const;

const CARRY_OVER_METRICS = {
  gongdan_carry_over_tickets: askedNow(
    'Tickets that were carried over to the latest working day.',
    {
      reason: '`not-dispatched`, `not-finished`',
    },
  ),
  gongdan_carry_over_left_out: askedNow(
    'Tickets that could not be: each try failed. The table `gongdan.carry_over_day` has the last reason.',
  ),
  gongdan_carry_over_under_way_seconds: askedNow(
    'For how long tickets are being carried over to it; 0 once all are.',
  ),
} as const;

const NOTICE_METRICS = {
  gongdan_notices_waiting: askedNow('Notices that are to be sent, for the first time or again.'),
  gongdan_notices_held: askedNow('Notices that are kept until the quiet hours end.'),
  gongdan_notices_failing: askedNow('Waiting notices whose last attempt failed.'),
  gongdan_notices_oldest_waiting_seconds: askedNow(
    'How long ago the oldest waiting notice was made; 0 where there is none.',
  ),
} as const;

/**
 * Every metric there is, and the only place that knows their names. docs/reference/metrics.md is
 * generated from it (`UPDATE_DOCS=1 npm test -- libs/platform/metrics`); alarms and dashboards are held
 * against it.
 */
export const METRICS_TABLE = {
  ...SCRAPE_METRICS,
  ...LOG_METRICS,
  ...CONSUMER_METRICS,
  ...PROJECTION_METRICS,
  ...HTTP_METRICS,
  ...DATABASE_METRICS,
  ...RELAY_METRICS,
  ...WEBHOOK_METRICS,
  ...SLA_METRICS,
  ...CARRY_OVER_METRICS,
  ...NOTICE_METRICS,
  ...PROCESS_METRICS,
} as const;

type Table = typeof METRICS_TABLE;
export type MetricName = keyof Table;
/** Metrics of one origin and kind. */
export type MetricsOf<Origin extends Metric['origin'], Kind extends Metric['kind']> = {
  [Name in MetricName]: Table[Name] extends { origin: Origin; kind: Kind } ? Name : never;
}[MetricName];
export type LabelsOf<Name extends MetricName> = Extract<keyof Table[Name]['labels'], string>;

interface MetricArea {
  readonly title: string;
  readonly words: string;
  readonly metrics: Readonly<Record<string, Metric>>;
}

/** The table in the order of the reference. */
export const METRIC_AREAS: readonly MetricArea[] = [
  {
    title: 'Log',
    words: 'The event store, as this process uses it.',
    metrics: LOG_METRICS,
  },
  {
    title: 'Consumers',
    words:
      'Projections and policies. Gauges come from the database, so every host tells of all of them: aggregate with `max by (consumer)`. Counters are each process’s own: `sum by (consumer)`.',
    metrics: CONSUMER_METRICS,
  },
  {
    title: 'Read models',
    words: 'Lag and dead letters of a read model are those of its consumer `projection:<name>`.',
    metrics: PROJECTION_METRICS,
  },
  {
    title: 'HTTP',
    words:
      'Every request that reached a route or none; what could not even be read as HTTP is not counted.',
    metrics: HTTP_METRICS,
  },
  { title: 'Database', words: 'The pools of this process.', metrics: DATABASE_METRICS },
  { title: 'Relay', words: 'In relay hosts only.', metrics: RELAY_METRICS },
  { title: 'Webhooks', words: 'In hosts that deliver webhooks only.', metrics: WEBHOOK_METRICS },
  { title: 'Promises', words: 'In hosts that fire timers only.', metrics: SLA_METRICS },
  {
    title: 'Carry-over',
    words: 'In hosts that carry tickets over only.',
    metrics: CARRY_OVER_METRICS,
  },
  { title: 'Notices', words: 'In hosts that fire timers only.', metrics: NOTICE_METRICS },
  { title: 'Scrape', words: 'The scrape itself.', metrics: SCRAPE_METRICS },
  {
    title: 'Process',
    words: 'What Node tells, from the first scrape on.',
    metrics: PROCESS_METRICS,
  },
];
