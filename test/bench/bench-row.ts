/** What every suite can be told. */
export interface BenchOptions {
  /** Only cases whose name contains this. */
  readonly only?: string;
  /** How long something is away, in the suite that has such a thing. */
  readonly seconds?: number;
}

/** One measured case beside its control, both from the same run. */
export interface BenchRow {
  readonly suite: string;
  readonly case: string;
  /** Median over the repetitions. */
  readonly value: number;
  readonly unit: string;
  /** What it is compared with, in words. */
  readonly control: string;
  readonly controlValue: number;
  /** Median of the pairwise ratios value / controlValue. */
  readonly ratio: number;
  /** Smallest and largest ratio seen. */
  readonly min: number;
  readonly max: number;
}

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
};

export const percentile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
};

/** Makes a row of pairs measured side by side: `[case, control]` of each repetition. */
export function benchRow(
  labels: Pick<BenchRow, 'suite' | 'case' | 'unit' | 'control'>,
  pairs: readonly (readonly [value: number, controlValue: number])[],
): BenchRow {
  const ratios = pairs.map(([value, controlValue]) => value / controlValue);
  return {
    ...labels,
    value: median(pairs.map(([value]) => value)),
    controlValue: median(pairs.map(([, controlValue]) => controlValue)),
    ratio: median(ratios),
    min: Math.min(...ratios),
    max: Math.max(...ratios),
  };
}
