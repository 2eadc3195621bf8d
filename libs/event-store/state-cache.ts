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
  private readonly entries = new Map<string, Entry<unknown>>();

  get<State>(stream: string): Entry<State> | undefined {
    const entry = this.entries.get(stream);
    if (!entry) return undefined;
    this.entries.delete(stream);
    this.entries.set(stream, entry);
    return entry as Entry<State>;
  }

  put(stream: string, entry: Entry<unknown>): void {
    this.entries.delete(stream);
    this.entries.set(stream, entry);
    if (this.entries.size > CACHED_STATES_MAX) {
      const oldest = this.entries.keys().next();
      if (!oldest.done) this.entries.delete(oldest.value);
    }
  }

  drop(stream: string): void {
    this.entries.delete(stream);
  }
}
