import type { Span } from './calendar-definition.js';
import { invalidPause } from './calendar-errors.js';

const NONE: readonly Span[] = [];

/** In order, apart from one another and without empty ones. Throws where one is reversed. */
export function unitedPauses(pauses: readonly Span[]): readonly Span[] {
  if (pauses.length === 0) return NONE;
  const united: { from: number; to: number }[] = [];
  for (const { from, to } of inOrder(pauses)) {
    if (from === to) continue;
    const last = united.at(-1);
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
    else united.push({ from, to });
  }
  return united;
}

function inOrder(pauses: readonly Span[]): readonly Span[] {
  for (const { from, to } of pauses) {
    // Infinite ones are welcome: a pause that has not ended yet.
    if (!(from <= to) || isFraction(from) || isFraction(to)) throw invalidPause();
  }
  return pauses.length === 1 ? pauses : [...pauses].sort((one, other) => one.from - other.from);
}

const isFraction = (ms: number): boolean => Number.isFinite(ms) && !Number.isInteger(ms);
