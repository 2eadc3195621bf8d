import { describe, expect, it } from '@jest/globals';
import type { CommandRecord, ExpectedVersion } from '../../event-store.js';
import type { StoreAccess } from '../store-under-test.js';
import {
  appended,
  sampleCommand,
  sampleEvent,
  sampleEvents,
  uniqueStream,
} from '../sample-events.js';

export function describeIdempotency(access: StoreAccess): void {
  describe('command keys', () => {
    it('remember the outcome, and a repeat gets it without a second effect', async () => {
      const { store, other } = access();
      const stream = uniqueStream();
      const outcome = { text: '工单', list: [1, { deep: null }], number: 0.5 };
      const command = sampleCommand({ outcome });
      const request = () => ({
        writes: [{ stream, expected: 'none' as const, events: [sampleEvent()] }],
        command,
      });
      const { position } = appended(await store.append(request()));
      // The stream is at version 1 by now: the key must be looked up before the version.
      expect(await store.append(request())).toEqual({ status: 'replayed', outcome, position });
      expect(await other.append(request())).toEqual({ status: 'replayed', outcome, position });
      expect(await store.readStream(stream)).toHaveLength(1);
      expect(await store.lastPosition()).toBe(position);
      expect(await store.findOutcome(command.key)).toEqual({
        fingerprint: command.fingerprint,
        outcome,
        position,
      });
    });

    it('find a repeat among neighbours that are new', async () => {
      const { store } = access();
      const command = sampleCommand({ outcome: { first: true } });
      const append = (count: number, record?: CommandRecord) => {
        const writes = [
          { stream: uniqueStream(), expected: 'any' as const, events: sampleEvents(count) },
        ];
        return store.append(record ? { writes, command: record } : { writes });
      };
      const { position } = appended(await append(2, command));
      const results = await Promise.all([
        append(1),
        append(3, sampleCommand()),
        append(2, command),
        append(1, { ...command, fingerprint: 'cd'.repeat(32) }),
        append(2, sampleCommand()),
        append(1),
      ]);
      expect(results.map(({ status }) => status)).toEqual([
        'appended',
        'appended',
        'replayed',
        'key-reused',
        'appended',
        'appended',
      ]);
      expect(results[2]).toEqual({ status: 'replayed', outcome: { first: true }, position });
      expect(await store.lastPosition()).toBe(position + 7);
    });

    it('refuse another request under the same key', async () => {
      const { store } = access();
      const stream = uniqueStream();
      const command = sampleCommand();
      const writes = [{ stream, expected: 'any' as const, events: [sampleEvent()] }];
      await store.append({ writes, command });
      const changed = { ...command, fingerprint: 'cd'.repeat(32) };
      expect(
        await store.append({
          writes: [{ stream, expected: 'any', events: [sampleEvent()] }],
          command: changed,
        }),
      ).toEqual({ status: 'key-reused', key: command.key });
      expect(await store.readStream(stream)).toHaveLength(1);
    });

    it('are not used up by a conflict', async () => {
      const { store } = access();
      const stream = uniqueStream();
      const command = sampleCommand();
      const events = [sampleEvent()];
      const conflict = await store.append({ writes: [{ stream, expected: 4, events }], command });
      expect(conflict.status).toBe('conflict');
      expect(await store.findOutcome(command.key)).toBeUndefined();
      const second = await store.append({ writes: [{ stream, expected: 0, events }], command });
      expect(second.status).toBe('appended');
    });

    const expectations: readonly ExpectedVersion[] = ['none', 'any'];
    it.each(expectations)('give fifty equal requests (%s) at once one effect', async (expected) => {
      const { store, other } = access();
      const stream = uniqueStream();
      const command = sampleCommand({ outcome: { ticket: 'one' } });
      const results = await Promise.all(
        Array.from({ length: 50 }, (_, index) =>
          (index % 2 === 0 ? store : other).append({
            writes: [{ stream, expected, events: [sampleEvent()] }],
            command,
          }),
        ),
      );
      expect(results.filter(({ status }) => status === 'appended')).toHaveLength(1);
      expect(results.filter(({ status }) => status === 'replayed')).toHaveLength(49);
      const { position } = appended(results.find(({ status }) => status === 'appended')!);
      for (const result of results) {
        if (result.status !== 'replayed') continue;
        expect(result).toEqual({ status: 'replayed', outcome: { ticket: 'one' }, position });
      }
      expect(await store.readStream(stream)).toHaveLength(1);
    });

    it('answer nothing for a key that was never used', async () => {
      expect(await access().store.findOutcome('clerk-one:never')).toBeUndefined();
    });

    it.each([null, 'text', 7, [], {}])('keep the outcome %j', async (outcome) => {
      const { store } = access();
      const command = sampleCommand({ outcome });
      const events = [sampleEvent()];
      await store.append({
        writes: [{ stream: uniqueStream(), expected: 'any', events }],
        command,
      });
      expect((await store.findOutcome(command.key))?.outcome).toEqual(outcome);
    });
  });
}
