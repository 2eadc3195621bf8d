/** A program that listens. */
export interface RunningHost {
  /** Base URL. */
  readonly api: string;
  /** For people, once at the start. */
  readonly banner: string;
  /** Finishes requests in flight (bounded by SHUTDOWN_MS_MAX), stops everything. */
  stop(): Promise<void>;
}
