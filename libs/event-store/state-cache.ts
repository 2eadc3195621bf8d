import { LeastRecentlyUsed } from '@gongdan/core';

/** Most streams whose folded state is kept; the one not used for longest goes first. */
const CACHED_STATES_MAX = 10_000;

interface Entry<State> {
  readonly state: State;
  readonly version: number;
}

/**
 * Folded states of recently used streams. Safe because an append checks the version: a state that is out
 * of date can make a command be decided again, never be accepted wrongly.
 */
export class StateCache {
  private readonly entries = new LeastRecentlyUsed<string, Entry<unknown>>(CACHED_STATES_MAX);

  get<State>(stream: string): Entry<State> | undefined {
    return this.entries.get(stream) as Entry<State> | undefined;
  }

  put(stream: string, entry: Entry<unknown>): void {
    this.entries.set(stream, entry);
  }

  drop(stream: string): void {
    this.entries.delete(stream);
  }
}
