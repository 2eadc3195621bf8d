import { describe, expect, it } from '@jest/globals';
import type { StreamName } from '@gongdan/core';
import { chainHashOf, NO_PREVIOUS_HASH } from '../../event-hash.js';
import type { EventStore, ExpectedVersion } from '../../event-store.js';
import type { StoreAccess } from '../store-under-test.js';
import { appendTo, collect, sampleEvents, uniqueStream } from '../sample-events.js';

export function describeConcurrency(access: StoreAccess): void {
  describe('many writers', () => {
    it('leave a log without holes, in which every stream is in order', async () => {
      const { store, other } = access();
      const after = await store.lastPosition();
      const streams = Array.from({ length: 8 }, () => uniqueStream());
      const written = Array.from({ length: 200 }, (_, index) => {
        const stream = streams[index % streams.length]!;
        return appendTo(index % 3 === 0 ? other : store, stream, (index % 4) + 1);
      });
      const tail = collect(store, { after }, (seen) => seen.length === 500);
      const results = await Promise.all(written);
      const { events } = await store.readLog({ after });
      expect(events.map(({ position }) => position - after)).toEqual(
        Array.from({ length: 500 }, (_, index) => index + 1),
      );
      expect(await tail).toEqual(events);
      for (const stream of streams) {
        const versions = events.filter((event) => event.stream === stream);
        expect(versions.map(({ version }) => version)).toEqual(
          Array.from({ length: versions.length }, (_, index) => index + 1),
        );
      }
      const answered = results.flatMap((result) => result.events);
      const byPosition = answered.sort((one, two) => one.position - two.position);
      expect(byPosition).toEqual(events);
    });

    it('know what others wrote to a stream in between', async () => {
      const { store, other } = access();
      const append = async (at: EventStore, stream: StreamName, expected: ExpectedVersion) =>
        at.append({ writes: [{ stream, expected, events: sampleEvents(1) }] });
      for (const neighbours of [0, 3]) {
        const stream = uniqueStream();
        await append(store, stream, 'none');
        await append(other, stream, 'any');
        await append(other, stream, 2);
        const around = Array.from({ length: neighbours }, () => appendTo(store, uniqueStream()));
        expect(await append(store, stream, 1)).toEqual({
          status: 'conflict',
          stream,
          expected: 1,
          actual: 3,
        });
        await append(other, stream, 'exists');
        const mixed = [append(store, stream, 'any'), append(store, stream, 5), ...around];
        await Promise.all([...mixed, ...around.map(() => appendTo(store, uniqueStream()))]);
        const events = await store.readStream(stream);
        expect(events.map(({ version }) => version)).toEqual([1, 2, 3, 4, 5, 6]);
        let previous = NO_PREVIOUS_HASH;
        for (const event of events) {
          expect(event.hash).toBe(chainHashOf(event, previous));
          previous = event.hash;
        }
      }
    });

    it('of one version: exactly one wins, all others hear the version it made', async () => {
      const { store, other } = access();
      const stream = uniqueStream();
      const results = await Promise.all(
        Array.from({ length: 30 }, (_, index) =>
          (index % 2 === 0 ? store : other).append({
            writes: [{ stream, expected: 'none', events: sampleEvents(2) }],
          }),
        ),
      );
      expect(results.filter(({ status }) => status === 'appended')).toHaveLength(1);
      for (const result of results) {
        if (result.status === 'appended') continue;
        expect(result).toEqual({ status: 'conflict', stream, expected: 'none', actual: 2 });
      }
      expect(await store.readStream(stream)).toHaveLength(2);
    });
  });
}
