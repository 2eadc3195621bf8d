import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { format } from 'prettier';
import { configFolder } from '@gongdan/platform';
import { METRICS, metricsOf } from './definitions.js';
import { metricsPage } from './metrics-page.js';
import { periodsOf } from './periods.js';

const FILE = join(configFolder('sla'), '../../docs/reference/sla-metrics.md');

describe('the definitions', () => {
  it('stand in docs/reference/sla-metrics.md', async () => {
    const page = await format(metricsPage(), { parser: 'markdown' });
    if (process.env['UPDATE_DOCS']) writeFileSync(FILE, page);
    expect(readFileSync(FILE, 'utf8')).toBe(page);
  });

  it('are each there once, and divide counts of their own family', () => {
    expect(new Set(METRICS.map(({ id }) => id)).size).toBe(METRICS.length);
    for (const { family, ratio = [] } of METRICS) {
      const counts = metricsOf(family).filter(({ unit }) => unit === 'count');
      for (const id of ratio) expect(counts.map((count) => count.id)).toContain(id);
    }
  });
});

describe('periods', () => {
  const days = (...asked: Parameters<typeof periodsOf>) =>
    periodsOf(...asked).map(({ fromDay, toDay }) => `${fromDay} ${toDay}`);

  it('are one piece, days, ISO weeks or months, cut off at both ends', () => {
    expect(days('2026-02-26', '2026-03-03', 'UTC', undefined)).toEqual(['2026-02-26 2026-03-03']);
    expect(days('2026-02-28', '2026-03-02', 'UTC', 'day')).toHaveLength(2);
    expect(days('2026-02-26', '2026-03-03', 'UTC', 'week')).toEqual([
      '2026-02-26 2026-03-02',
      '2026-03-02 2026-03-03',
    ]);
    expect(days('2026-02-26', '2026-03-03', 'UTC', 'month')).toEqual([
      '2026-02-26 2026-03-01',
      '2026-03-01 2026-03-03',
    ]);
  });

  it('begin and end at midnight of the zone, also where clocks change', () => {
    const [day] = periodsOf('2026-03-29', '2026-03-30', 'Europe/Berlin', 'day');
    expect([day?.from, day?.to]).toEqual(['2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z']);
  });
});
