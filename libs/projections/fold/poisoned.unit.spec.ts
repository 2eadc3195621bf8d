import { describe, expect, it } from '@jest/globals';
import type { RecordedEvent } from '@gongdan/core';
import { Poisoned, UNFOLDED_EVENTS_MAX } from './poisoned.js';

const on = (stream: string, position = 1): RecordedEvent =>
  ({ stream, position }) as unknown as RecordedEvent;

describe('Poisoned', () => {
  it('keeps events of a poisoned stream behind, and forgets what was rolled back', () => {
    const poisoned = new Poisoned('sheet');
    expect(poisoned.isBehind(on('a'))).toBe(false);
    poisoned.add(on('a', 1), 'cannot');
    expect(poisoned.isBehind(on('a', 2))).toBe(true);
    poisoned.add(on('b', 3), 'cannot either');
    expect(poisoned.unfolded.map(({ event }) => event.position)).toEqual([1, 2, 3]);
    poisoned.rewind(1);
    expect(poisoned.isBehind(on('b', 3))).toBe(false);
    expect(poisoned.isBehind(on('a', 2))).toBe(true);
  });

  it('holds so many events and no more', () => {
    const poisoned = new Poisoned('sheet');
    for (let n = 0; n < UNFOLDED_EVENTS_MAX; n++) poisoned.add(on(`${n}`), 'cannot');
    expect(() => poisoned.add(on('one more'), 'cannot')).toThrow(
      expect.objectContaining({ code: 'PROJECTION.TOO_MANY_POISONED' }),
    );
  });
});
