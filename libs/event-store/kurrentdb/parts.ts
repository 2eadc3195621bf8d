import { inconsistent } from './kurrent-failures.js';
import type { KurrentConnection } from './kurrent-connection.js';
import type { KurrentRecord, RecordToWrite } from './kurrent-record.js';
import { text, wholeNumber, type Members } from './event-record.js';
import type { StreamNames } from './stream-names.js';

/** Bytes of one record in a stream of parts. */
const PART_BYTES_MAX = 262_144;
/** What a part costs beside its content. */
const PART_OVERHEAD_BYTES = 100;

/** Where a content lies: in which stream of parts, from which record on, in how many. */
export interface PartsPlace {
  readonly id: string;
  readonly first: number;
  readonly count: number;
}

/** The metadata by which a record points at its content. */
export const partsMembersOf = ({ id, first, count }: PartsPlace): Members => ({
  partsId: id,
  partsFirst: String(first),
  partsCount: String(count),
});

export const partsPlaceOf = ({ metadata }: KurrentRecord): PartsPlace | undefined =>
  metadata['partsId'] === undefined
    ? undefined
    : {
        id: text(metadata, 'partsId'),
        first: wholeNumber(metadata, 'partsFirst'),
        count: wholeNumber(metadata, 'partsCount'),
      };

/**
 * Writes contents that do not fit into one transaction to a stream of their own. Nothing points there
 * until the transaction that follows: if that never comes, the parts are never seen.
 */
export async function storeParts(
  where: {
    readonly connection: KurrentConnection;
    readonly names: StreamNames;
    /** Of one transaction. */
    readonly bytesMax: number;
  },
  id: string,
  contents: readonly string[],
): Promise<readonly PartsPlace[]> {
  const { connection, names, bytesMax } = where;
  const records: RecordToWrite[] = [];
  const places = contents.map((content) => {
    const bytes = Buffer.from(content);
    const first = records.length;
    for (let from = 0; from < bytes.length; from += PART_BYTES_MAX) {
      const part = bytes.subarray(from, from + PART_BYTES_MAX);
      records.push({ type: 'GongdanPart', metadata: { partsId: id }, content: part });
    }
    return { id, first, count: records.length - first };
  });
  const stream = names.ofParts(id);
  let length = 0;
  for (const group of groupsOf(records, bytesMax)) {
    await connection.append([{ stream, length, records: group }]);
    length += group.length;
  }
  return places;
}

/** As many records as one append may hold, in order. */
function groupsOf(records: readonly RecordToWrite[], bytesMax: number): RecordToWrite[][] {
  const groups: RecordToWrite[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const record of records) {
    const size = record.content.length + PART_OVERHEAD_BYTES;
    if (bytes + size > bytesMax) {
      groups.push([]);
      bytes = 0;
    }
    groups.at(-1)?.push(record);
    bytes += size;
  }
  return groups;
}

/** The contents at these places; places of one stream are read at once. */
export async function readParts(
  connection: KurrentConnection,
  names: StreamNames,
  places: readonly PartsPlace[],
): Promise<readonly string[]> {
  const parts = new Map<string, ReadonlyMap<number, Uint8Array>>();
  for (const [id, within] of Map.groupBy(places, (place) => place.id)) {
    const from = Math.min(...within.map(({ first }) => first));
    const end = Math.max(...within.map(({ first, count }) => first + count));
    const records = await connection.read(names.ofParts(id), { from, limit: end - from });
    parts.set(id, new Map(records.map(({ revision, data }) => [revision, data as Uint8Array])));
  }
  return places.map(({ id, first, count }) => {
    const bytes = Array.from({ length: count }, (_, index) => parts.get(id)?.get(first + index));
    if (bytes.includes(undefined)) throw inconsistent(`parts of ${id} are missing`);
    return Buffer.concat(bytes as Uint8Array[]).toString();
  });
}
