import type { Instant } from './instant.js';

/**
 * Time, randomness and ids reach the engine only through these ports, so that a whole engine can run on
 * virtual time and a seed: the same seed gives the same history. A test (test/walls) refuses `Date.now()`,
 * `new Date()`, `Math.random()` and `randomUUID()` elsewhere.
 */
export interface Clock {
  /** The present moment. May step backwards, as real clocks do. */
  now(): Instant;
}

export interface IdGenerator {
  /** A new unique id: a UUID (version 7 in production, so that ids sort by age). */
  next(): string;
}

export interface RandomSource {
  /** A number in [0, 1). */
  next(): number;
}
