import { describe, expect, it } from '@jest/globals';
import { SeededIds } from './seeded-ids.js';
import { SeededRandom } from './seeded-random.js';

describe('seeded randomness', () => {
  it('gives the same numbers and ids for the same seed, others for another', () => {
    const draw = (seed: number) => {
      const random = new SeededRandom(seed);
      const ids = new SeededIds(random.fork());
      return [random.next(), random.between(1, 6), ids.next(), ids.next()];
    };
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  it('makes well-formed, distinct UUIDs', () => {
    const ids = new SeededIds(new SeededRandom(1));
    const made = Array.from({ length: 10_000 }, () => ids.next());
    expect(new Set(made).size).toBe(made.length);
    for (const id of made) {
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
    }
  });

  it('draws evenly enough and keeps to weights', () => {
    const random = new SeededRandom(42);
    const counts = { often: 0, seldom: 0, never: 0 };
    for (let i = 0; i < 10_000; i++) {
      counts[random.weighted({ often: 9, seldom: 1, never: 0 })] += 1;
    }
    expect(counts.never).toBe(0);
    expect(counts.seldom).toBeGreaterThan(800);
    expect(counts.seldom).toBeLessThan(1_200);
  });
});
