import type { Offsets } from './offsets.js';

export interface BrokerAddress {
  /** `host:port` of at least one broker. */
  readonly brokers: readonly string[];
  readonly tls?: boolean;
  /** SASL with SCRAM-SHA-512. */
  readonly login?: { readonly username: string; readonly password: string };
}

/** A record on its way out. Those of one key lie in one partition, in the order they were sent in. */
export interface OutgoingRecord {
  readonly topic: string;
  readonly key: string;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface IncomingRecord {
  readonly offset: number;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, Buffer | string | (Buffer | string)[] | undefined>>;
}

/** Records of one partition, offsets ascending. */
export interface IncomingBatch {
  readonly topic: string;
  readonly partition: number;
  readonly records: readonly IncomingRecord[];
}

export interface TopicSpecification {
  readonly topic: string;
  readonly partitions: number;
  readonly replicas: number;
  /** Settings of the broker for this topic, e.g. `retention.ms`. */
  readonly settings: Readonly<Record<string, string>>;
}

export interface ReadingOptions {
  /** Nobody else may read under this name, nor may it be used again. */
  readonly group: string;
  readonly topics: readonly string[];
  /** Where to begin, partition by partition; one that is not named: at its beginning. */
  readonly from: Offsets;
  /** Called for one batch after another; reading waits for it. Must not fail. */
  readonly onBatch: (batch: IncomingBatch) => Promise<void>;
  /** Called once, when everything is set up: what is sent from now on comes by itself. */
  readonly onBegun?: () => void;
}

/** Where the records of one send lie, in the partitions they went to. */
export interface SentOffsets {
  /** Of the first record. */
  readonly first: Offsets;
  /** After the last one. */
  readonly next: Offsets;
}

/** Sends in order, one `send` after the other. */
export interface BrokerProducer {
  /**
   * Resolves when every record is on all in-sync replicas. Throws when some may not be: then this producer
   * is of no use any more, and a new one has to send all of them again.
   */
  send(records: readonly OutgoingRecord[]): Promise<SentOffsets>;
  close(): Promise<void>;
}

/**
 * What the engine needs of a Kafka client, in the engine’s words: another client takes the place of the
 * present one by another implementation of this. Failures are GongdanErrors: `KAFKA.UNAVAILABLE`
 * (transient), `KAFKA.NO_TOPIC` (rejected), `KAFKA.REFUSED` (rejected: the broker says no).
 */
export interface Broker {
  /** Answers the names of those that were missing. One that exists is left as it is. */
  createTopics(topics: readonly TopicSpecification[]): Promise<readonly string[]>;
  /** Number of partitions by topic; throws `KAFKA.NO_TOPIC`. */
  partitionsOf(topics: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Where the next record of each partition will lie; throws `KAFKA.NO_TOPIC`. */
  endsOf(topics: readonly string[]): Promise<Offsets>;
  /** Removes what lies below these offsets, partition by partition. What comes later keeps its offsets. */
  dropRecords(below: Offsets): Promise<void>;
  openProducer(topics: readonly string[]): Promise<BrokerProducer>;
  /**
   * Reads until `signal` aborts (then it returns) or the client has given up or lost its place (then it
   * throws). Offsets of a partition only ascend, unless the topic was made anew.
   */
  read(options: ReadingOptions, signal: AbortSignal): Promise<void>;
}
