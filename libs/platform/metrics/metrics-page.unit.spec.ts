import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { format } from 'prettier';
import { METRIC_AREAS, METRICS_TABLE } from './metric-table.js';
import type { Metric } from './metric.js';
import { metricsPage } from './metrics-page.js';

const PAGE = new URL('../../../docs/reference/metrics.md', import.meta.url);

describe('the table of metrics', () => {
  it('names them as Prometheus has it', () => {
    for (const [name, metric] of Object.entries<Metric>(METRICS_TABLE)) {
      expect(name).toMatch(/^(gongdan|process|nodejs)_[a-z0-9_]+$/);
      if (metric.origin === 'process') continue;
      expect([name, name.endsWith('_total')]).toEqual([name, metric.kind === 'counter']);
      if (metric.kind === 'histogram') expect(name).toMatch(/_seconds$/);
      expect(metric.meaning).toMatch(/\.$/);
    }
  });

  it('is on the reference page, each once (UPDATE_DOCS=1 rewrites it)', async () => {
    const page = await format(metricsPage(), { parser: 'markdown' });
    if (process.env['UPDATE_DOCS'] === '1') writeFileSync(PAGE, page);
    expect(readFileSync(PAGE, 'utf8')).toBe(page);
    const shown = METRIC_AREAS.flatMap(({ metrics }) => Object.keys(metrics));
    expect(shown.sort()).toEqual(Object.keys(METRICS_TABLE).sort());
  });
});
