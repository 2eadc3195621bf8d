import type { IdGenerator } from '@gongdan/core';
import type { SeededRandom } from './seeded-random.js';

/** UUIDs (version 8: made by a rule of our own) drawn from a seed. */
export class SeededIds implements IdGenerator {
  constructor(private readonly random: SeededRandom) {}

  next(): string {
    const [a, b, c, d] = [this.word(), this.word(), this.word(), this.word()] as const;
    return [a, b.slice(0, 4), `8${b.slice(5)}`, `8${c.slice(1, 4)}`, `${c.slice(4)}${d}`].join('-');
  }

  private word(): string {
    return Math.floor(this.random.next() * 0x1_0000_0000)
      .toString(16)
      .padStart(8, '0');
  }
}
