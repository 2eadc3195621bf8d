/** What one metric is: everything that the reference says of it. */
export interface Metric {
  readonly kind: 'counter' | 'gauge' | 'histogram';
  /**
   * - `counted`: where the thing happens, in this process, since its start
   * - `asked`: of a source (`MetricsSource`), when somebody scrapes
   * - `process`: by prom-client, of the process as a whole
   */
  readonly origin: 'counted' | 'asked' | 'process';
  readonly meaning: string;
  /** Each label with the values it takes, in words. There are few of them. */
  readonly labels: Labels;
  /** Upper bounds of a histogram’s buckets. */
  readonly buckets?: readonly number[];
}

type Labels = Readonly<Record<string, string>>;
const NONE = {} as const satisfies Labels;
type NoLabels = typeof NONE;

export const countedTotal = <const Words extends Labels = NoLabels>(
  meaning: string,
  labels: Words = NONE as Words,
) => ({ kind: 'counter', origin: 'counted', meaning, labels }) as const;

/** One that goes up and down where things happen. */
export const countedNow = (meaning: string) =>
  ({ kind: 'gauge', origin: 'counted', meaning, labels: NONE }) as const;

export const countedSpread = <const Words extends Labels = NoLabels>(
  meaning: string,
  buckets: readonly number[],
  labels: Words = NONE as Words,
) => ({ kind: 'histogram', origin: 'counted', meaning, labels, buckets }) as const;

export const askedNow = <const Words extends Labels = NoLabels>(
  meaning: string,
  labels: Words = NONE as Words,
) => ({ kind: 'gauge', origin: 'asked', meaning, labels }) as const;

/** A number that a source counts itself and that only grows. */
export const askedTotal = <const Words extends Labels = NoLabels>(
  meaning: string,
  labels: Words = NONE as Words,
) => ({ kind: 'counter', origin: 'asked', meaning, labels }) as const;

export const ofProcess = (
  kind: Metric['kind'],
  meaning: string,
  labels: Labels = NONE,
): Metric => ({ kind, origin: 'process', meaning, labels });
