import { randomFillSync } from 'node:crypto';
import { instantOf, type Clock, type IdGenerator, type RandomSource } from '@gongdan/core';
import { uuidv7 } from 'uuidv7';

/** The machine's own clock. */
export const systemClock: Clock = { now: () => instantOf(Date.now()) };

/** UUIDs of version 7: they sort by age, which keeps indexes on them compact. */
export const uuidGenerator: IdGenerator = { next: () => uuidv7() };

export const systemRandom: RandomSource = {
  next: () => (randomFillSync(new Uint32Array(1))[0] ?? 0) / 2 ** 32,
};
