import type { LabelsOf, MetricsOf } from './metric-table.js';

type Asked = MetricsOf<'asked', 'counter' | 'gauge'>;
/** `gongdan_metrics_source_up` is told by the metrics themselves. */
type Fed = Exclude<Asked, 'gongdan_metrics_source_up'>;

/** The value of one series, at the moment. A counter’s is all since the start of the process. */
export type Sample = {
  [Name in Fed]: [LabelsOf<Name>] extends [never]
    ? { readonly metric: Name; readonly value: number; readonly labels?: undefined }
    : {
        readonly metric: Name;
        readonly value: number;
        readonly labels: Readonly<Record<LabelsOf<Name>, string>>;
      };
}[Fed];

/** Something that knows values which are not counted in place: how far a relay is, what lies parked. */
export interface MetricsSource {
  /** Unique; the label `source`. */
  readonly name: string;
  /**
   * All its samples; a series that is not among them is not shown. An answer at once is taken as it is. One
   * that has to be waited for (of the database) is kept for SOURCE_FRESH_MS, asked for once at a time,
   * waited for at most SOURCE_WAIT_MS_MAX, and shown for SOURCE_KNOWN_MS_MAX where no newer one comes.
   */
  collect(): readonly Sample[] | Promise<readonly Sample[]>;
}
