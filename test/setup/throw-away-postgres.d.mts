export interface ThrowAwayPostgres {
  readonly url: string;
  /** Its folder; the cluster lies in `data` below it. */
  readonly directory: string;
  /** `kill -9` of the server and all its sessions. */
  kill(): void;
  /** Starts it again, which recovers the data, and waits until it takes connections. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

export declare function startThrowAwayPostgres(options: {
  readonly durable: boolean;
  /** Default: 200. */
  readonly connectionsMax?: number;
}): Promise<ThrowAwayPostgres>;
