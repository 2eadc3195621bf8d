import { messageOf } from '@gongdan/core';
import type { RoundsParts } from '@gongdan/event-feed';

/** An outage is told again after so long, then after twice as long, and so on. */
const OUTAGE_REMINDER_MS_FIRST = 60_000;
/** Longest time between two reminders. */
const OUTAGE_REMINDER_MS_MAX = 3_600_000;
/** Who has not failed for so long has stopped trying (a relay that stands by): a failure then begins another outage. */
export const OUTAGE_FORGOTTEN_MS = 300_000;

interface Present {
  readonly beganMs: number;
  lastMs: number;
  nextReminderMs: number;
  reminderMs: number;
  /** Codes of the failures told; something new (the broker is back, without its topics) is told at once. */
  readonly told: Set<string>;
}

/**
 * Tells of something that is tried again and again until it works: a line when it begins to fail, one for each
 * other kind of failure, rarer and rarer reminders, and a line when it works again, with how long it took.
 */
export class Outage {
  private present: Present | undefined;

  /**
   * `words.failing`, with what is wrong behind it: `relay: nothing is published`; `words.over`, with how long it
   * took: `relay: publishes again`. `nowMs`: a clock that never steps.
   */
  constructor(
    private readonly words: { readonly failing: string; readonly over: string },
    private readonly note: (line: string) => void,
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  /** It failed, and was not said to work since. */
  get isOn(): boolean {
    return this.present !== undefined && !this.isForgotten(this.present);
  }

  /** It failed: once more, or for the first time. `code`: what kind of failure it is. */
  failed(message: string, code = ''): void {
    const now = this.nowMs();
    const present = this.isOn ? this.present : undefined;
    if (present === undefined) {
      this.present = {
        beganMs: now,
        lastMs: now,
        nextReminderMs: now + OUTAGE_REMINDER_MS_FIRST,
        reminderMs: OUTAGE_REMINDER_MS_FIRST,
        told: new Set([code]),
      };
      return this.note(`${this.words.failing}: ${message}`);
    }
    present.lastMs = now;
    const isNew = !present.told.has(code);
    if (!isNew && now < present.nextReminderMs) return;
    present.told.add(code);
    if (!isNew) present.reminderMs = Math.min(2 * present.reminderMs, OUTAGE_REMINDER_MS_MAX);
    present.nextReminderMs = now + present.reminderMs;
    this.note(`${this.words.failing} for ${spanWords(now - present.beganMs)}: ${message}`);
  }

  /** It works. */
  over(): void {
    const present = this.isOn ? this.present : undefined;
    this.present = undefined;
    if (present === undefined) return;
    this.note(`${this.words.over}, after ${spanWords(this.nowMs() - present.beganMs)}`);
  }

  private isForgotten({ lastMs }: Present): boolean {
    return this.nowMs() - lastMs > OUTAGE_FORGOTTEN_MS;
  }
}

/**
 * What to do where a round of work fails and where one succeeds, for work that is done several times a second:
 * a line for every failure would be ten a second while the database is away.
 */
export function roundsTold(
  ...parts: ConstructorParameters<typeof Outage>
): Required<Pick<RoundsParts, 'onFailure' | 'onSuccess'>> {
  const outage = new Outage(...parts);
  return {
    onFailure: (error) => outage.failed(messageOf(error), codeOf(error)),
    onSuccess: () => outage.over(),
  };
}

function codeOf(error: unknown): string {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : '';
}

/** `12 s`, `3 min 20 s`, `5 h 2 min`. */
function spanWords(spanMs: number): string {
  const seconds = Math.round(spanMs / 1_000);
  const minutes = Math.floor(seconds / 60);
  if (minutes === 0) return `${seconds} s`;
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
