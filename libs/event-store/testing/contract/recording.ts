import { describe, expect, it } from '@jest/globals';
import type { Instant } from '@gongdan/core';
import { chainHashOf, NO_PREVIOUS_HASH } from '../../event-hash.js';
import type { StoreAccess } from '../store-under-test.js';
import { appended, appendTo, sampleEvent, sampleEvents, uniqueStream } from '../sample-events.js';

export function describeRecording(access: StoreAccess): void {
  describe('recording', () => {
    it('keeps every member of an event exactly', async () => {
      const { store } = access();
      const stream = uniqueStream();
      const events = [
        sampleEvent({
          type: '工单已登记',
          schemaVersion: 7,
          data: {
            text: 'ü 漢字 🚲 "quoted" \\ \n\t',
            nested: [{ a: [null, true, -1.5e-7] }],
            '': 0,
          },
          actor: 'customer:one',
          occurredAt: '2026-02-28T23:59:59.999Z' as Instant,
          correlationId: 'a correlation id',
          causationId: 'a causation id',
          customerId: 'customer-one',
        }),
        sampleEvent({ occurredAt: '0001-01-01T00:00:00.000Z' as Instant, data: {} }),
        sampleEvent({ occurredAt: '9999-12-31T23:59:59.999Z' as Instant }),
      ];
      await store.append({ writes: [{ stream, expected: 'none', events }] });
      const read = await store.readStream(stream);
      read.forEach((event, index) => {
        const { position, version, recordedAt, hash, stream: inStream, ...rest } = event;
        expect(rest).toEqual(events[index]);
        expect([version, inStream]).toEqual([index + 1, stream]);
        expect(position).toBeGreaterThan(0);
        expect(recordedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
        expect(hash).toMatch(/^[0-9a-f]{64}$/);
      });
    });

    it('chains the events of a stream over several appends, as chainHashOf recomputes it', async () => {
      const { store } = access();
      const [stream, neighbour] = [uniqueStream(), uniqueStream()];
      await appendTo(store, stream, 3);
      await store.append({
        writes: [
          { stream: neighbour, expected: 'any', events: sampleEvents(2) },
          { stream, expected: 'exists', events: sampleEvents(2) },
        ],
      });
      await Promise.all([
        appendTo(store, stream),
        appendTo(store, stream, 2),
        appendTo(store, stream),
      ]);
      for (const name of [stream, neighbour]) {
        let previous = NO_PREVIOUS_HASH;
        const events = await store.readStream(name);
        for (const event of events) {
          expect(event.hash).toBe(chainHashOf(event, previous));
          previous = event.hash;
        }
        expect(events).toHaveLength(name === stream ? 9 : 2);
      }
    });

    it('covers every member by the hash', async () => {
      const { events } = await appendTo(access().store, uniqueStream());
      const event = events[0]!;
      const changes = {
        position: event.position + 1,
        stream: uniqueStream(),
        version: 2,
        id: sampleEvent().id,
        type: 'Other',
        schemaVersion: 2,
        data: { title: 'other' },
        actor: 'other',
        occurredAt: '2026-03-02T01:00:00.001Z',
        recordedAt: '2026-03-02T01:00:00.001Z',
        correlationId: 'other',
        causationId: 'other',
        customerId: 'other',
      };
      expect(Object.keys({ ...changes, hash: '' }).sort()).toEqual(Object.keys(event).sort());
      for (const [member, value] of Object.entries(changes)) {
        const changed = { ...event, [member]: value } as typeof event;
        expect([member, chainHashOf(changed, '') === event.hash]).toEqual([member, false]);
      }
      expect(chainHashOf(event, 'ab'.repeat(32))).not.toBe(event.hash);
      expect(chainHashOf(event, NO_PREVIOUS_HASH)).toBe(event.hash);
    });

    it('records times that never go backwards along the log', async () => {
      const { store, other } = access();
      const after = await store.lastPosition();
      for (let round = 0; round < 10; round++) {
        await Promise.all([appendTo(store, uniqueStream()), appendTo(other, uniqueStream(), 2)]);
      }
      const times = (await store.readLog({ after })).events.map(({ recordedAt }) => recordedAt);
      expect(times).toHaveLength(30);
      expect(times).toEqual([...times].sort());
    });

    it('gives readers data that they cannot change for others', async () => {
      const { store } = access();
      const stream = uniqueStream();
      const data = { list: [1] };
      appended(
        await store.append({
          writes: [{ stream, expected: 'none', events: [sampleEvent({ data })] }],
        }),
      );
      data.list.push(2);
      const read = async () => (await store.readStream(stream))[0]!.data;
      try {
        ((await read()) as typeof data).list.push(3);
      } catch (error) {
        expect(error).toBeInstanceOf(TypeError); // frozen
      }
      expect(await read()).toEqual({ list: [1] });
    });
  });
}
