import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { armFaultPoint } from '@gongdan/core';
import {
  contentOf,
  memoryStore,
  SERVICENOW,
  SMALL_MAPPING,
  Workshop,
} from './testing/importing.js';

let workshop: Workshop;
beforeEach(() => {
  workshop = new Workshop();
});
afterEach(() => workshop.done());

describe('an import that is cut off', () => {
  it.each([1, 2, 3])(
    'after batch %i ends in the same log when it is started again',
    async (batch) => {
      // A small log of many cases, so that there are several batches.
      const lines = Array.from({ length: 900 }, (_, index) =>
        ['neu', 'fertig'].map((state) => `A-${index},${state},2026-03-02 08:15,Kunde ${index % 9}`),
      ).flat();
      const file = workshop.write('log.csv', ['Auftrag,Stand,Zeit,Kunde', ...lines].join('\n'));
      const mapping = workshop.write('log.yaml', SMALL_MAPPING);
      const expected = memoryStore();
      const whole = await workshop.import({ file, mapping }, { store: expected });

      const store = memoryStore();
      const checkpointFolder = join(workshop.folder, 'imports');
      let batches = 0;
      const disarm = armFaultPoint('import.after-batch', () => {
        batches += 1;
        if (batches === batch) throw new Error('killed');
      });
      const cut = workshop.import({ file, mapping }, { store, checkpointFolder });
      await expect(cut).rejects.toThrow('killed');
      disarm();
      expect(batches).toBe(batch);
      const resumed = await workshop.import({ file, mapping }, { store, checkpointFolder });
      expect(await contentOf(store)).toEqual(await contentOf(expected));
      expect(resumed.rows).toBe(whole.rows);
      expect(resumed.tickets).toBe(whole.tickets);
    },
  );

  it('treats an answer that got lost as “ask again”', async () => {
    const store = memoryStore();
    let count = 0;
    const disarm = armFaultPoint('append.after-commit', () => {
      count += 1;
      if (count % 5 === 0) throw new Error('connection lost');
    });
    const result = await workshop.import(SERVICENOW, { store });
    disarm();
    expect(count).toBeGreaterThan(50);
    expect(result.rejected).toBe(3);
    const expected = memoryStore();
    await workshop.import(SERVICENOW, { store: expected });
    expect(await contentOf(store)).toEqual(await contentOf(expected));
  });

  it('can be ended between two batches', async () => {
    const abort = new AbortController();
    abort.abort(new Error('enough'));
    const store = memoryStore();
    await expect(workshop.import(SERVICENOW, { store, signal: abort.signal })).rejects.toThrow(
      'enough',
    );
    expect(await store.lastPosition()).toBe(0);
  });
});
