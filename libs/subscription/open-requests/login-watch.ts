import type { Sessions } from '@gongdan/platform';

/**
 * Looks at the logins behind everything that is open, all with one question to the database: one that has
 * expired, was ended, or whose account was disabled is told of.
 */
export class LoginWatch {
  private readonly watched = new Map<string, Set<() => void>>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly sessions: Pick<Sessions, 'living'>,
    private readonly checkMs: number,
  ) {}

  /** Answers what ends the watching. */
  watch(token: string, onOver: () => void): () => void {
    const watchers = this.watched.get(token) ?? new Set();
    this.watched.set(token, watchers.add(onOver));
    this.timer ??= this.nextCheck();
    return () => {
      watchers.delete(onOver);
      if (watchers.size === 0 && this.watched.get(token) === watchers) this.watched.delete(token);
    };
  }

  private nextCheck(): NodeJS.Timeout {
    return setTimeout(() => void this.check(), this.checkMs).unref();
  }

  private async check(): Promise<void> {
    const tokens = [...this.watched.keys()];
    const living = tokens.length === 0 ? new Set() : await this.livingOf(tokens);
    for (const token of tokens) {
      if (!living.has(token)) this.watched.get(token)?.forEach((onOver) => onOver());
    }
    this.timer = this.watched.size === 0 ? undefined : this.nextCheck();
  }

  private async livingOf(tokens: readonly string[]): Promise<ReadonlySet<string>> {
    try {
      return await this.sessions.living(tokens);
    } catch {
      return new Set(tokens); // the database is away: nobody can say, and no event comes either
    }
  }
}
