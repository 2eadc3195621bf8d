import type { Metric } from './metric.js';
import { METRIC_AREAS } from './metric-table.js';

/** docs/reference/metrics.md, from the table. */
export function metricsPage(): string {
  return [
    '# Metrics',
    '',
    '<!-- Generated from libs/platform/metrics/metric-table.ts: UPDATE_DOCS=1 npm test -- libs/platform/metrics -->',
    '',
    'Every host tells its metrics at `GET /metrics`, in Prometheus’ text format. With',
    '[`METRICS_TOKEN`](settings.md#metrics_token) a scraper sends it as `Authorization: Bearer <token>`; without one only',
    'programs of the same machine are answered, and no request that a proxy has passed on. What to watch, which',
    'alarm to set and what to do then: [operate the services](../how-to/operate-the-services.md).',
    '',
    '- **counted** metrics are counted where the thing happens, in this process, since its start.',
    '- **asked** ones come from a source that is asked when somebody scrapes: of the database at most every 2 seconds,',
    '  for at most 2 seconds. A source that is silent longer is shown as it was last, for a minute, and then not at all;',
    '  `gongdan_metrics_source_up` is 0 meanwhile. So a scrape answers while the database is away, too.',
    '- **process** ones are prom-client’s.',
    '',
    ...METRIC_AREAS.flatMap(({ title, words, metrics }) => [
      `## ${title}`,
      '',
      words,
      '',
      '| metric | kind | labels | meaning |',
      '| --- | --- | --- | --- |',
      ...Object.entries(metrics).map(row),
      '',
      ...labelLines(Object.values(metrics)),
    ]),
  ].join('\n');
}

const row = ([name, { kind, origin, labels, meaning, buckets }]: [string, Metric]): string => {
  const words = buckets === undefined ? meaning : `${meaning} Buckets: ${buckets.join(', ')}.`;
  const names = Object.keys(labels).map((label) => `\`${label}\``);
  return `| \`${name}\` | ${kind}, ${origin} | ${names.join(', ')} | ${words} |`;
};

/** Each label of an area once. */
function labelLines(metrics: readonly Metric[]): readonly string[] {
  const labels = Object.assign({}, ...metrics.map((metric) => metric.labels)) as Metric['labels'];
  const lines = Object.entries(labels).map(([label, words]) => `- \`${label}\`: ${words}`);
  return lines.length === 0 ? [] : [...lines, ''];
}
