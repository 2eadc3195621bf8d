export * from './engine-metrics.js';
export * from './engine-sources.js';
export * from './latest.js';
export * from './measured-event-store.js';
export * from './measured-feed.js';
export type { Metric } from './metric.js';
export * from './metric-table.js';
export * from './metrics-page.js';
export * from './metrics-source.js';
