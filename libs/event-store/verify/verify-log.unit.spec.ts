import { beforeEach, describe, expect, it } from '@jest/globals';
import { type Instant, type RecordedEvent, type StreamName } from '@gongdan/core';
import { chainHashOf } from '../event-hash.js';
import type { EventStore } from '../event-store.js';
import { InMemoryEventStore } from '../memory/in-memory-event-store.js';
import { sampleEvent } from '../testing/sample-events.js';
import type { HeadReading } from './head-file.js';
import { EMPTY_LOG_DIGEST, nextLogDigest } from './log-digest.js';
import { FINDINGS_MAX, verifyLog } from './verify-log.js';

const STREAMS = ['ticket-1', 'ticket-2', 'invoice-1'] as StreamName[];
const EVENTS = 12;

/** A store that serves any list of events as its log, however damaged. */
const serving = (
  events: readonly RecordedEvent[],
): Pick<EventStore, 'readLog' | 'lastPosition'> => ({
  lastPosition: async () => Math.max(0, ...events.map(({ position }) => position)),
  readLog: async ({ after, limit }) => {
    const page = events.slice(events.findIndex(({ position }) => position > after)).slice(0, limit);
    return { events: page, lastPosition: Math.max(after, ...page.map(({ position }) => position)) };
  },
});

let log: RecordedEvent[];
beforeEach(async () => {
  let second = 0;
  const now = () => `2026-03-02T09:00:${String(second++).padStart(2, '0')}.000Z` as Instant;
  const store = new InMemoryEventStore({ now });
  for (let index = 0; index < EVENTS; index++) {
    const events = [sampleEvent({ data: { index } })];
    const stream = STREAMS[index % STREAMS.length] ?? ('ticket-1' as StreamName);
    await store.append({ writes: [{ stream, expected: 'any', events }] });
  }
  log = [...(await store.readLog({ after: 0 })).events];
});

const at = (position: number): RecordedEvent => {
  const event = log[position - 1];
  if (!event) throw new Error(`no event at ${position}`);
  return event;
};

const change = (position: number, changes: Partial<RecordedEvent>): void => {
  log[position - 1] = { ...at(position), ...changes };
};

/** What a forger does who knows how hashes are made: all streams fit together again. */
const rechain = (): void => {
  const hashes = new Map<string, string>();
  log = log.map((event) => {
    const hash = chainHashOf(event, hashes.get(event.stream) ?? '');
    hashes.set(event.stream, hash);
    return { ...event, hash };
  });
};

const signedHead = (lastPosition = EVENTS): { read: () => Promise<HeadReading> } => {
  const covered = log.slice(0, lastPosition);
  const head = {
    lastPosition,
    eventHash: at(lastPosition).hash,
    logDigest: covered.reduce((digest, { hash }) => nextLogDigest(digest, hash), EMPTY_LOG_DIGEST),
    streams: new Set(covered.map(({ stream }) => stream)).size,
    writtenAt: '2026-03-02T10:00:00.000Z' as Instant,
  };
  return { read: async () => ({ status: 'signed', head }) };
};

const found = async (head?: { read: () => Promise<HeadReading> }): Promise<string[]> => {
  const { findings } = await verifyLog(serving(log), head ? { head } : {});
  return findings.map(({ kind, position }) => `${kind} ${position}`);
};

describe('verifyLog without a head', () => {
  it('finds nothing wrong with an honest log and says what it saw', async () => {
    expect(await verifyLog(serving(log))).toEqual({
      events: EVENTS,
      streams: STREAMS.length,
      lastPosition: EVENTS,
      findings: [],
      findingsLeftOut: 0,
    });
    log = [];
    expect(await found()).toEqual([]);
  });

  it.each<[string, Partial<RecordedEvent>]>([
    ['data', { data: { index: 999 } }],
    ['type', { type: 'TicketForged' }],
    ['schemaVersion', { schemaVersion: 2 }],
    ['id', { id: '0198c2f0-0000-7000-8000-000000000001' }],
    ['actor', { actor: 'somebody-else' }],
    ['occurredAt', { occurredAt: '2020-01-01T00:00:00.000Z' as Instant }],
    ['recordedAt', { recordedAt: '2026-03-02T09:00:04.001Z' as Instant }],
    ['correlationId', { correlationId: 'x' }],
    ['causationId', { causationId: 'x' }],
    ['customerId', { customerId: 'x' }],
    ['hash', { hash: 'ab'.repeat(32) }],
    ['hash that is none', { hash: '' }],
  ])('finds a changed %s, at its place and in its stream', async (_member, changes) => {
    change(5, changes);
    const { findings } = await verifyLog(serving(log));
    expect(findings[0]).toMatchObject({ kind: 'broken-chain', position: 5, stream: 'ticket-2' });
    expect(findings[0]?.message).toContain('Version 2 of ticket-2');
    const beside = findings.slice(1).map(({ kind, position }) => [kind, position]);
    expect(beside).toEqual('hash' in changes ? [['broken-chain', 8]] : []);
  });

  it('finds an event that was moved to another stream', async () => {
    change(5, { stream: 'ticket-1' as StreamName });
    expect(await found()).toEqual(['version-gap 5', 'broken-chain 7', 'version-gap 8']);
  });

  it('finds a missing event by position and by version', async () => {
    log.splice(4, 1);
    expect(await found()).toEqual(['position-gap 6', 'version-gap 8']);
  });

  it('finds a missing first event', async () => {
    log.splice(0, 1);
    expect(await found()).toEqual(['position-gap 2', 'version-gap 4']);
  });

  it('finds events that changed places', async () => {
    const [first, second] = [at(4), at(7)];
    log[3] = { ...second, position: 4, version: 2 };
    log[6] = { ...first, position: 7, version: 3 };
    expect(await found()).toEqual([
      'broken-chain 4',
      'clock-backwards 5',
      'broken-chain 7',
      'clock-backwards 7',
      'broken-chain 10',
    ]);
  });

  it('finds a clock that went backwards although all hashes fit', async () => {
    change(6, { recordedAt: '2026-03-02T08:59:59.999Z' as Instant });
    rechain();
    expect(await found()).toEqual(['clock-backwards 6']);
  });

  it('cannot see a cut tail nor a skilful rewriting: that is what the head is for', async () => {
    log.pop();
    change(5, { data: { index: 999 } });
    rechain();
    expect(await found()).toEqual([]);
  });

  it('stops telling at the limit and counts the rest', async () => {
    const event = at(1);
    const wrong = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ ...event, position: index + 1, hash: '' }));
    const report = async (count: number) => {
      log = wrong(count);
      const { findings, findingsLeftOut } = await verifyLog(serving(log));
      return [findings.length, findingsLeftOut];
    };
    expect(await report(FINDINGS_MAX)).toEqual([FINDINGS_MAX, 0]);
    expect(await report(FINDINGS_MAX + 1)).toEqual([FINDINGS_MAX, 1]);
  });

  it('tells its progress and can be aborted', async () => {
    const seen: unknown[] = [];
    await verifyLog(serving(log), { progress: (progress) => seen.push(progress) });
    expect(seen).toEqual([{ position: EVENTS, lastPosition: EVENTS, findings: 0 }]);
    const signal = AbortSignal.abort(new Error('stop'));
    await expect(verifyLog(serving(log), { signal })).rejects.toThrow('stop');
  });
});

describe('verifyLog with a signed head', () => {
  it('finds nothing wrong where the log is as it was signed, or went on since', async () => {
    expect(await found(signedHead())).toEqual([]);
    expect(await found(signedHead(7))).toEqual([]);
    expect(await found(signedHead(1))).toEqual([]);
  });

  it.each([1, 5, EVENTS])('finds that %i events were cut off the end', async (count) => {
    const head = signedHead();
    log.splice(-count, count);
    expect(await found(head)).toEqual([`cut-tail ${EVENTS}`]);
  });

  it('finds a rewritten event before the head although all chains fit', async () => {
    const head = signedHead();
    change(5, { data: { index: 999 } });
    rechain();
    expect(await found(head)).toEqual([`rewritten ${EVENTS}`]);
  });

  it('finds that the tail was cut and grown again', async () => {
    const head = signedHead(11);
    change(11, { data: { index: 999 } });
    rechain();
    expect(await found(head)).toEqual(['rewritten 11']);
  });

  it('finds that the event it names is missing, also where the log goes on', async () => {
    const head = signedHead(7);
    log.splice(6, 1);
    expect(await found(head)).toEqual(['rewritten 7', 'position-gap 8', 'version-gap 10']);
  });

  it('finds a forged head and a missing one', async () => {
    expect(await found({ read: async () => ({ status: 'forged', why: 'x' }) })).toEqual([
      'forged-head 0',
    ]);
    const absent = { read: async (): Promise<HeadReading> => ({ status: 'absent' }) };
    expect(await found(absent)).toEqual(['missing-head 0']);
    log = [];
    expect(await found(absent)).toEqual([]);
  });
});
