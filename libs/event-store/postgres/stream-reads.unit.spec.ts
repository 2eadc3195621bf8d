import { describe, expect, it } from '@jest/globals';
import { streamName } from '@gongdan/core';
import type { ReadConnections } from './read-connections.js';
import { BACKWARDS, FORWARDS, type EventRow } from './read-queries.js';
import { BATCH_EVENTS_EACH, BATCH_READS_MAX, StreamReads } from './stream-reads.js';

type Sent = readonly [statement: string, values: readonly unknown[]];

/** Connections to a store in which every stream has so many events. */
function connectionsTo(events: number) {
  const sent: Sent[] = [];
  const answer = (stream: string, fromVersion: number, limit: number): EventRow[] => {
    const versions = Array.from({ length: events }, (_, index) => index + 1);
    const found = versions.filter((version) => version >= fromVersion).slice(0, limit);
    return found.map((version) => ['', stream, `${version}`] as unknown as EventRow);
  };
  const query = (name: string, _text: string, values: readonly unknown[]): Promise<unknown> => {
    sent.push([name, values]);
    if (name === FORWARDS.one.name) {
      return Promise.resolve(answer(...(values as [string, number, number])));
    }
    const [streams, versions, limits] = values as [string[], number[], number[]];
    const rows = streams.flatMap((stream, index) =>
      answer(stream, versions[index] ?? 0, limits[index] ?? 0).map((row) => [index + 1, ...row]),
    );
    return Promise.resolve(rows);
  };
  return { sent, connections: { query } as unknown as Pick<ReadConnections, 'query'> };
}

const streams = (count: number) =>
  Array.from({ length: count }, (_, index) => streamName('ticket', `${index + 1}`));
const readAll = (reads: StreamReads, count: number, limit = 5_000) =>
  Promise.all(streams(count).map((stream) => reads.read(stream, 1, limit)));

describe('StreamReads', () => {
  it('asks once for what one turn of the event loop asks for', async () => {
    const { sent, connections } = connectionsTo(2);
    const answers = await readAll(new StreamReads(connections, FORWARDS), BATCH_READS_MAX);
    expect(sent.map(([name]) => name)).toEqual([FORWARDS.several.name]);
    const names = answers.map((rows) => rows.map(([, stream, version]) => `${stream}@${version}`));
    expect(names).toEqual(streams(BATCH_READS_MAX).map((name) => [`${name}@1`, `${name}@2`]));
  });

  it('begins another statement where one would be too large', async () => {
    const { sent, connections } = connectionsTo(2);
    await readAll(new StreamReads(connections, FORWARDS), BATCH_READS_MAX + 1);
    expect(sent.map(([name]) => name)).toEqual([FORWARDS.several.name, FORWARDS.one.name]);
  });

  it('asks for a lone one by itself, as large as it is', async () => {
    const { sent, connections } = connectionsTo(2);
    const [rows] = await readAll(new StreamReads(connections, FORWARDS), 1);
    expect(rows).toHaveLength(2);
    expect(sent).toEqual([[FORWARDS.one.name, ['ticket-1', 1, 5_000]]]);
  });

  it.each([
    [BATCH_EVENTS_EACH - 1, 5_000, []],
    [BATCH_EVENTS_EACH, 5_000, [5_000 - BATCH_EVENTS_EACH]],
    [BATCH_EVENTS_EACH + 1, 5_000, [5_000 - BATCH_EVENTS_EACH]],
    [BATCH_EVENTS_EACH + 5, BATCH_EVENTS_EACH, []],
    [BATCH_EVENTS_EACH + 5, BATCH_EVENTS_EACH + 2, [2]],
  ])('of %d events, %d wanted, reads on alone: %j', async (events, limit, alone) => {
    const { sent, connections } = connectionsTo(events);
    const answers = await readAll(new StreamReads(connections, FORWARDS), 2, limit);
    for (const rows of answers) {
      const versions = rows.map(([, , version]) => Number(version));
      const expected = Array.from({ length: Math.min(events, limit) }, (_, index) => index + 1);
      expect(versions).toEqual(expected);
    }
    const rest = sent.slice(1).map(([name, values]) => [name, ...values.slice(1)]);
    const each = alone.map((left) => [FORWARDS.one.name, BATCH_EVENTS_EACH + 1, left]);
    expect(rest).toEqual([...each, ...each]);
  });

  it('hands a failure to everyone who waits for the statement, and goes on', async () => {
    const gone = new Error('gone');
    let failures = 1;
    const { connections } = connectionsTo(1);
    const query = ((...args: Parameters<ReadConnections['query']>) =>
      failures-- > 0
        ? Promise.reject(gone)
        : connections.query(...args)) as ReadConnections['query'];
    const reads = new StreamReads({ query }, FORWARDS);
    const outcomes = await Promise.allSettled(streams(3).map((stream) => reads.read(stream, 1, 9)));
    expect(outcomes).toEqual(
      Array.from({ length: 3 }, () => ({ status: 'rejected', reason: gone })),
    );
    expect(await readAll(reads, 2)).toHaveLength(2);
  });

  it('has statements of its own for each direction', () => {
    const names = [FORWARDS, BACKWARDS].flatMap(({ one, several }) => [one.name, several.name]);
    expect(new Set(names).size).toBe(4);
  });
});
