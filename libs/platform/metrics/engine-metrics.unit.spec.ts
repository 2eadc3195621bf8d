import { describe, expect, it } from '@jest/globals';
import { Scraped } from '../../../test/setup/scraped.js';
import { EngineMetrics, SOURCE_LIMITS } from './engine-metrics.js';
import type { Sample } from './metrics-source.js';

const scrape = async (metrics: EngineMetrics) => new Scraped(await metrics.text());

describe('the metrics of an engine', () => {
  it('are its own: two engines in one process count apart', async () => {
    const [one, two] = [new EngineMetrics(), new EngineMetrics()];
    one.counter('gongdan_log_events_total').inc(2);
    one.counter('gongdan_log_events_total').inc(3);
    two.counter('gongdan_log_events_total').inc();
    expect((await scrape(one)).value('gongdan_log_events_total')).toBe(5);
    expect((await scrape(two)).value('gongdan_log_events_total')).toBe(1);
  });

  it('have the labels of the table, and no others', () => {
    const metrics = new EngineMetrics();
    const counter = metrics.counter('gongdan_log_appends_total');
    // @ts-expect-error: there is no such label
    expect(() => counter.inc({ stream: 'ticket-1' })).toThrow('stream');
    // @ts-expect-error: it is asked for, not counted
    metrics.counter('gongdan_relay_published_total');
    // @ts-expect-error: a label is missing
    const sample: Sample = { metric: 'gongdan_consumer_position', value: 1 };
    expect(sample.value).toBe(1);
  });

  it('show what sources say at the moment, and nothing of what they no longer say', async () => {
    const metrics = new EngineMetrics();
    let samples: readonly Sample[] = [
      { metric: 'gongdan_relay_position', value: 7 },
      { metric: 'gongdan_relay_published_total', value: 41 },
      { metric: 'gongdan_consumer_position', labels: { consumer: 'a' }, value: 3 },
    ];
    metrics.addSource({ name: 'relay', collect: () => samples });
    const before = await scrape(metrics);
    expect(before.value('gongdan_relay_position')).toBe(7);
    expect(before.value('gongdan_relay_published_total')).toBe(41);
    expect(before.value('gongdan_consumer_position', { consumer: 'a' })).toBe(3);
    samples = [{ metric: 'gongdan_relay_published_total', value: 42 }];
    const after = await scrape(metrics);
    expect(after.value('gongdan_relay_published_total')).toBe(42);
    expect(after.names()).not.toContain('gongdan_relay_position');
    expect(after.names()).not.toContain('gongdan_consumer_position');
    expect(() => metrics.addSource({ name: 'relay', collect: () => [] })).toThrow("'relay'");
  });

  it('answer in time whatever a source does, and say which ones were silent', async () => {
    const metrics = new EngineMetrics({ ...SOURCE_LIMITS, waitMsMax: 20 });
    metrics.addSource({ name: 'hanging', collect: () => new Promise(() => {}) });
    metrics.addSource({ name: 'failing', collect: () => Promise.reject(new Error('away')) });
    metrics.addSource({ name: 'well', collect: () => Promise.resolve([]) });
    const scraped = await scrape(metrics);
    const up = (source: string) => scraped.value('gongdan_metrics_source_up', { source });
    expect([up('hanging'), up('failing'), up('well')]).toEqual([0, 0, 1]);
  });
});
