import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { GongdanError } from '@gongdan/core';
import { Latest, type LatestLimits } from './latest.js';
import type { Metric } from './metric.js';
import { METRICS_TABLE, type LabelsOf, type MetricName, type MetricsOf } from './metric-table.js';
import type { MetricsSource, Sample } from './metrics-source.js';
import { processRegistry } from './process-metrics.js';

/** What the database was asked for is not asked for again so soon, whoever scrapes and how often. */
const SOURCE_FRESH_MS = 2_000;
/** How long a scrape waits for its sources (all at once): well below Prometheus’ own limit of 10 s. */
export const SOURCE_WAIT_MS_MAX = 2_000;
/** How long what a source said last is shown while it says nothing new. */
const SOURCE_KNOWN_MS_MAX = 60_000;

export const SOURCE_LIMITS: LatestLimits = {
  freshMs: SOURCE_FRESH_MS,
  waitMsMax: SOURCE_WAIT_MS_MAX,
  knownMsMax: SOURCE_KNOWN_MS_MAX,
};

export const METRICS_MEDIA_TYPE = Registry.PROMETHEUS_CONTENT_TYPE;

/** The metrics of one engine: what is counted in place, and the sources that are asked at each scrape. */
export class EngineMetrics {
  private readonly registry = new Registry();
  private readonly sources = new Map<string, Latest<readonly Sample[]>>();

  constructor(private readonly limits: LatestLimits = SOURCE_LIMITS) {}

  /** The counter of the table; the same one, however often it is asked for. */
  counter<Name extends MetricsOf<'counted', 'counter'>>(name: Name): Counter<LabelsOf<Name>> {
    return this.counted(name, Counter);
  }

  gauge<Name extends MetricsOf<'counted', 'gauge'>>(name: Name): Gauge<LabelsOf<Name>> {
    return this.counted(name, Gauge);
  }

  histogram<Name extends MetricsOf<'counted', 'histogram'>>(name: Name): Histogram<LabelsOf<Name>> {
    return this.counted(name, Histogram);
  }

  /** Asks it at every scrape from now on. */
  addSource(source: MetricsSource): void {
    const { name } = source;
    if (this.sources.has(name)) throw sourceTaken(name);
    this.sources.set(name, new Latest(() => source.collect(), this.limits));
  }

  /**
   * Everything, in Prometheus’ text format (METRICS_MEDIA_TYPE). Never fails because a source does, and
   * waits for all of them together no longer than SOURCE_WAIT_MS_MAX.
   */
  async text(): Promise<string> {
    const registries = [this.registry, await this.askedRegistry(), processRegistry()];
    return (await Promise.all(registries.map((registry) => registry.metrics()))).join('\n');
  }

  private counted<Kind>(name: MetricName, kind: new (configuration: Configuration) => Kind): Kind {
    const found = this.registry.getSingleMetric(name) as Kind | undefined;
    return found ?? new kind(configurationOf(name, this.registry));
  }

  /** Made anew for every scrape: a series that no source tells of any more is then gone. */
  private async askedRegistry(): Promise<Registry> {
    const asked = new AskedValues();
    const heard = await Promise.all(
      [...this.sources].map(async ([source, latest]) => [source, await latest.get()] as const),
    );
    for (const [source, known] of heard) {
      const isCurrent = known?.current === true;
      asked.set('gongdan_metrics_source_up', { source }, isCurrent ? 1 : 0);
      for (const { metric, labels = {}, value } of known?.value ?? []) {
        asked.set(metric, labels, value);
      }
    }
    return asked.registry;
  }
}

class AskedValues {
  readonly registry = new Registry();
  private readonly metrics = new Map<string, Gauge | Counter>();

  set(name: MetricName, labels: Readonly<Record<string, string>>, value: number): void {
    const metric = this.metrics.get(name) ?? this.make(name);
    // A registry of its own for each scrape: what is added to nothing is the value itself.
    metric.inc(labels, value);
  }

  private make(name: MetricName): Gauge | Counter {
    const kind = METRICS_TABLE[name].kind === 'counter' ? Counter : Gauge;
    const made = new kind(configurationOf(name, this.registry));
    this.metrics.set(name, made);
    return made;
  }
}

interface Configuration {
  readonly name: string;
  readonly help: string;
  readonly labelNames: string[];
  readonly registers: Registry[];
  readonly buckets?: number[];
}

function configurationOf(name: MetricName, registry: Registry): Configuration {
  const { meaning, labels, buckets }: Metric = METRICS_TABLE[name];
  return {
    name,
    help: meaning,
    labelNames: Object.keys(labels),
    registers: [registry],
    ...(buckets === undefined ? {} : { buckets: [...buckets] }),
  };
}

const sourceTaken = (name: string): GongdanError =>
  new GongdanError({
    code: 'METRICS.SOURCE_TAKEN',
    category: 'bug',
    message: `There is a source of metrics called '${name}' already.`,
  });
