import { describe, expect, it } from '@jest/globals';
import { LeastRecentlyUsed } from './least-recently-used.js';

describe('LeastRecentlyUsed', () => {
  const filled = (): LeastRecentlyUsed<string, number> => {
    const entries = new LeastRecentlyUsed<string, number>(3);
    ['a', 'b', 'c'].forEach((key, index) => entries.set(key, index));
    return entries;
  };
  const kept = (entries: LeastRecentlyUsed<string, number>): string[] =>
    ['a', 'b', 'c', 'd'].filter((key) => entries.get(key) !== undefined);

  it('keeps as many as it may, and lets the one go that was not used for longest', () => {
    const entries = filled();
    expect(entries.size).toBe(3);
    entries.set('d', 3);
    expect(kept(entries)).toEqual(['b', 'c', 'd']);
    expect(entries.size).toBe(3);
  });

  it('counts reading and writing again as use', () => {
    const read = filled();
    read.get('a');
    read.set('d', 3);
    expect(kept(read)).toEqual(['a', 'c', 'd']);
    const written = filled();
    written.set('a', 9);
    written.set('d', 3);
    expect(kept(written)).toEqual(['a', 'c', 'd']);
    expect(written.get('a')).toBe(9);
  });

  it('forgets one or all', () => {
    const entries = filled();
    entries.delete('b');
    expect(kept(entries)).toEqual(['a', 'c']);
    entries.clear();
    expect(kept(entries)).toEqual([]);
    expect(entries.size).toBe(0);
  });
});
