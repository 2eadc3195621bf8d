import { randomBytes } from 'node:crypto';
import type {
  AppendStreamRequest,
  EventData,
  JSONType,
  KurrentDBClient,
  ResolvedEvent,
  StreamSubscription,
} from '@kurrent/kurrentdb-client';
import { GongdanError, within } from '@gongdan/core';
import { outcomeUnknown, unavailable } from '../store-failures.js';
import { isKurrentConnection } from './connection-string.js';
import { failureOfAppend, failureOfRead, inconsistent, typeOf } from './kurrent-failures.js';
import type { KurrentRecord, RecordToWrite, StreamToWrite } from './kurrent-record.js';
import type { KurrentStoreLimits } from './store-limits.js';

export interface RecordRange {
  /** First revision to read, going in `direction`. Default: the first forwards, the newest backwards. */
  readonly from?: number;
  readonly direction?: 'forwards' | 'backwards';
  readonly limit: number;
}

/** Records that a subscription fetches ahead of its reader. */
const AHEAD_RECORDS = 512;
const RECORD_ID_BYTES = 16;

/** The official client, and the only place that knows how it is called. */
export class KurrentConnection {
  private constructor(
    private readonly client: KurrentDBClient,
    private readonly limits: KurrentStoreLimits,
  ) {}

  /**
   * Loads the client (only here: engines without KurrentDB carry nothing of it). Does not connect. Throws
   * `STORE.INVALID_CONNECTION` and `STORE.CLIENT_MISSING`.
   */
  static async open(connection: string, limits: KurrentStoreLimits): Promise<KurrentConnection> {
    if (!isKurrentConnection(connection)) throw invalidConnection();
    const { KurrentDBClient: Client } = await loadClient();
    let client: KurrentDBClient;
    try {
      client = Client.connectionString(connection);
    } catch {
      throw invalidConnection(); // without its message, which repeats the password
    }
    return new KurrentConnection(client, limits);
  }

  /** Empty where the stream does not exist. Asks the leader, which knows what was acknowledged. */
  async read(stream: string, range: RecordRange): Promise<readonly KurrentRecord[]> {
    const { direction = 'forwards', from, limit } = range;
    const edge = direction === 'forwards' ? 'start' : 'end';
    const events = this.client.readStream(stream, {
      direction,
      fromRevision: from === undefined ? edge : BigInt(from),
      maxCount: limit,
      requiresLeader: true,
    });
    const { readMsMax } = this.limits;
    const late = () => unavailable(`a read was not answered within ${readMsMax} ms`);
    return within(readMsMax, collect(events), late);
  }

  /**
   * All records of all streams, or none. Throws RevisionConflict and TransactionTooLarge (nothing was
   * written), `STORE.UNAVAILABLE`, `STORE.OUTCOME_UNKNOWN`, `STORE.SERVER_UNFIT`, `STORE.INCONSISTENT`.
   */
  async append(writes: readonly StreamToWrite[]): Promise<void> {
    const requests = writes.map((write) => this.requestOf(write));
    const { answerMsMax } = this.limits;
    const late = () => outcomeUnknown(new Error(`no answer within ${answerMsMax} ms`));
    try {
      const { responses } = await within(
        answerMsMax,
        this.client.multiStreamAppend(requests),
        late,
      );
      mustFollowOn(writes, new Map(responses.map((each) => [each.streamName, each.revision])));
    } catch (error) {
      throw failureOfAppend(error);
    }
  }

  /** Everything after the first `skip` records, then live, until it is unsubscribed from. */
  subscribe(stream: string, skip: number): StreamSubscription {
    return this.client.subscribeToStream(
      stream,
      { fromRevision: skip === 0 ? 'start' : BigInt(skip - 1), requiresLeader: true },
      { highWaterMark: AHEAD_RECORDS },
    );
  }

  close(): Promise<void> {
    return this.client.dispose();
  }

  private requestOf({ stream, length, records }: StreamToWrite): AppendStreamRequest {
    return {
      streamName: stream,
      expectedState: length === 0 ? 'no_stream' : BigInt(length - 1),
      events: records.map((record) => this.eventOf(record)),
    };
  }

  /**
   * Ids are drawn at random for every try: KurrentDB takes a record with an id that it knows for a repeat,
   * and answers that it was written.
   */
  private eventOf({ type, metadata, content }: RecordToWrite): EventData {
    const id = uuidOf(randomBytes(RECORD_ID_BYTES));
    return typeof content === 'string'
      ? {
          id,
          type,
          metadata,
          contentType: 'application/json',
          data: JSON.parse(content) as JSONType,
        }
      : { id, type, metadata, contentType: 'application/octet-stream', data: content };
  }
}

/**
 * A stream that was deleted counts as new and goes on with its old revisions all the same: what was
 * written there then is not where it says.
 */
function mustFollowOn(
  writes: readonly StreamToWrite[],
  revisions: ReadonlyMap<string, bigint>,
): void {
  for (const { stream, length, records } of writes) {
    const revision = Number(revisions.get(stream));
    if (revision !== length + records.length - 1) {
      throw inconsistent(`${stream} had been deleted before it was written to`);
    }
  }
}

/** Throws `STORE.INCONSISTENT` for what is no record of ours. */
export function recordOf({ event }: ResolvedEvent): KurrentRecord {
  const { revision, metadata, data } = event ?? {};
  const isText = typeof metadata === 'object' && !(metadata instanceof Uint8Array);
  if (revision === undefined || !isText) throw inconsistent('a record has no metadata');
  return { revision: Number(revision), metadata: metadata as Record<string, string>, data };
}

async function collect(events: AsyncIterable<ResolvedEvent>): Promise<readonly KurrentRecord[]> {
  const records: KurrentRecord[] = [];
  try {
    for await (const event of events) records.push(recordOf(event));
  } catch (error) {
    if (typeOf(error) === 'stream-not-found') return [];
    throw failureOfRead(error);
  }
  return records;
}

async function loadClient() {
  try {
    return await import('@kurrent/kurrentdb-client');
  } catch (error) {
    throw new GongdanError(
      {
        code: 'STORE.CLIENT_MISSING',
        category: 'bug',
        message:
          'KURRENTDB_URL is set, but the package @kurrent/kurrentdb-client cannot be loaded.',
        hint: 'Install the optional dependencies too: npm ci without --omit=optional.',
      },
      { cause: error },
    );
  }
}

const invalidConnection = (): GongdanError =>
  new GongdanError({
    code: 'STORE.INVALID_CONNECTION',
    category: 'invalid',
    message: 'The connection string of KurrentDB is not understood (it is not shown).',
    hint: 'Give one such as kurrentdb://user:password@host:2113?tls=true.',
  });

/** 16 random bytes as a UUID of version 4. */
function uuidOf(random: Buffer): string {
  random[6] = ((random[6] ?? 0) & 0x0f) | 0x40;
  random[8] = ((random[8] ?? 0) & 0x3f) | 0x80;
  const hex = random.toString('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-');
}
