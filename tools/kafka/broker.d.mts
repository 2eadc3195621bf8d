export interface KafkaBroker {
  /** What clients connect to, as in KAFKA_BROKERS: `127.0.0.1:<port>`. */
  readonly brokers: string;
  readonly port: number;
  readonly dataFolder: string;
  /** What the broker itself has to say. */
  readonly logFile: string;
  /** The process of the broker; another one after `restart()`. Undefined while it is away. */
  readonly pid: number | undefined;
  /** Resolves when the broker’s present process has ended, for whatever reason. */
  readonly ended: Promise<void>;
  /** Stops it cleanly; a data folder that is not kept is removed. */
  stop(): Promise<void>;
  /** `kill -9`; resolves when the process is gone. */
  kill(): Promise<void>;
  /** On the same port and data, after a kill or in place of the running one; resolves when clients can work. */
  restart(): Promise<void>;
}

export interface KafkaOptions {
  /** Default: a temporary folder. */
  readonly dataFolder?: string;
  /** Default 0: one that is free. */
  readonly port?: number;
  /** Whether `stop()` leaves the data; the default is yes for a given folder, no for a temporary one. */
  readonly keep?: boolean;
  /** How long it may take until clients can work; default 120,000. */
  readonly startTimeoutMs?: number;
  /** Told while Kafka is fetched, which happens once in a checkout. */
  readonly progress?: (files: number, bytes: number) => void;
}

/** What has to be installed before Kafka can start here, as a sentence; undefined where nothing is missing. */
export declare function whatKafkaLacks(): string | undefined;

/**
 * Starts a real Apache Kafka 4 of one node on the loopback and resolves when clients can work with it. It
 * ends with the process that started it, however that ends.
 */
export declare function startKafka(options?: KafkaOptions): Promise<KafkaBroker>;
