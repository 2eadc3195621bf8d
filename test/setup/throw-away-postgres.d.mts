export interface ThrowAwayPostgres {
  readonly url: string;
  /** Its folder; the cluster lies in `data` below it. */
  readonly directory: string;
  stop(): Promise<void>;
}

export declare function startThrowAwayPostgres(options: {
  readonly durable: boolean;
}): Promise<ThrowAwayPostgres>;
