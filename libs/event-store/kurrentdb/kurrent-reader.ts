import type { RecordedEvent, StreamName } from '@gongdan/core';
import type { StoredOutcome } from '../event-store.js';
import { eventOf, placeOf, text, wholeNumber, type Members } from './event-record.js';
import type { KurrentConnection } from './kurrent-connection.js';
import { inconsistent } from './kurrent-failures.js';
import type { KurrentRecord } from './kurrent-record.js';
import { partsPlaceOf, readParts } from './parts.js';
import type { StreamNames } from './stream-names.js';

/** What lies in a stream of parts for an event. */
export interface PartedEvent {
  readonly members: Members;
  readonly data: unknown;
}

/** Reads the streams of the store and makes events and outcomes of their records. */
export class KurrentReader {
  constructor(
    private readonly connection: KurrentConnection,
    private readonly names: StreamNames,
  ) {}

  /** Events after a position, at most `limit`. */
  async logAfter(after: number, limit: number): Promise<readonly RecordedEvent[]> {
    const records = await this.connection.read(this.names.log, { from: after, limit });
    return this.eventsOfLog(records, after);
  }

  /** Records of the log as events; they must be those that follow on `after`, without a hole. */
  async eventsOfLog(
    records: readonly KurrentRecord[],
    after: number,
  ): Promise<readonly RecordedEvent[]> {
    mustBeWhole(records, after, 1);
    const events = await this.eventsOf(records);
    mustStandWhereTheySay(
      records,
      events.map(({ position }) => position),
    );
    return events;
  }

  /** The newest event; undefined in an empty log. */
  async newest(): Promise<RecordedEvent | undefined> {
    const records = await this.newestOf(this.names.log);
    const [newest] = await this.eventsOfLog(records, records[0]?.revision ?? 0);
    return newest;
  }

  async lastPosition(): Promise<number> {
    const [newest] = await this.newestOf(this.names.log);
    return newest === undefined ? 0 : newest.revision + 1;
  }

  async streamForwards(
    stream: StreamName,
    fromVersion: number,
    limit: number,
  ): Promise<readonly RecordedEvent[]> {
    const from = fromVersion - 1;
    const records = await this.connection.read(this.names.ofStream(stream), { from, limit });
    mustBeWhole(records, from, 1);
    return this.eventsOfStream(records);
  }

  /** From a version (undefined: the newest) downwards. */
  async streamBackwards(
    stream: StreamName,
    fromVersion: number | undefined,
    limit: number,
  ): Promise<readonly RecordedEvent[]> {
    const name = this.names.ofStream(stream);
    const from =
      fromVersion === undefined ? undefined : await this.cappedRevision(name, fromVersion);
    if (fromVersion !== undefined && from === undefined) return [];
    const range = {
      direction: 'backwards',
      limit,
      ...(from === undefined ? {} : { from }),
    } as const;
    const records = await this.connection.read(name, range);
    const first = from ?? records[0]?.revision ?? -1;
    mustBeWhole(records, first, -1);
    if (records.length < Math.min(limit, first + 1)) throw recordsAreMissing();
    return this.eventsOfStream(records);
  }

  async outcomeOf(key: string): Promise<StoredOutcome | undefined> {
    const [record] = await this.connection.read(this.names.ofCommand(key), { limit: 1 });
    if (record === undefined) return undefined;
    const parts = partsPlaceOf(record);
    const [content] = parts === undefined ? [] : await this.parts([parts]);
    const data = content === undefined ? record.data : (JSON.parse(content) as unknown);
    return {
      fingerprint: text(record.metadata, 'fingerprint'),
      outcome: (data as { outcome: unknown }).outcome,
      position: wholeNumber(record.metadata, 'position'),
    };
  }

  /** A read that begins beyond the stream’s end answers less than it could. */
  private async cappedRevision(name: string, version: number): Promise<number | undefined> {
    const [newest] = await this.newestOf(name);
    return newest && Math.min(version - 1, newest.revision);
  }

  private async eventsOfStream(
    records: readonly KurrentRecord[],
  ): Promise<readonly RecordedEvent[]> {
    const events = await this.eventsOf(records);
    mustStandWhereTheySay(
      records,
      events.map(({ version }) => version),
    );
    return events;
  }

  private async eventsOf(records: readonly KurrentRecord[]): Promise<readonly RecordedEvent[]> {
    const places = records.flatMap((record) => partsPlaceOf(record) ?? []);
    const contents = places.length === 0 ? [] : [...(await this.parts(places))];
    return records.map((record) => {
      if (partsPlaceOf(record) === undefined) {
        return eventOf(record.metadata, record.data, placeOf(record));
      }
      const { members, data } = JSON.parse(contents.shift() ?? '') as PartedEvent;
      return eventOf(members, data, placeOf(record));
    });
  }

  private newestOf(stream: string): Promise<readonly KurrentRecord[]> {
    return this.connection.read(stream, { direction: 'backwards', limit: 1 });
  }

  private parts(places: Parameters<typeof readParts>[2]): Promise<readonly string[]> {
    return readParts(this.connection, this.names, places);
  }
}

/** A stream that was cut or deleted and written to again begins later, or has a hole. */
function mustBeWhole(records: readonly KurrentRecord[], first: number, step: 1 | -1): void {
  if (records.some(({ revision }, index) => revision !== first + index * step)) {
    throw recordsAreMissing();
  }
}

const recordsAreMissing = () => inconsistent('records of one of them are missing');

/** `numbers`: their positions or versions. */
function mustStandWhereTheySay(
  records: readonly KurrentRecord[],
  numbers: readonly number[],
): void {
  if (records.some(({ revision }, index) => revision + 1 !== numbers[index])) {
    throw inconsistent('a record stands elsewhere than it says');
  }
}
