import type { RandomSource } from '@gongdan/core';

/** A pause is made longer by up to this share of itself, at random, so that crowds disperse. */
const JITTER_SHARE = 0.2;

/** Longest pause that a receiver’s Retry-After can ask for; the schedule’s own pauses may be longer. */
export const RETRY_AFTER_MS_MAX = 3_600_000;

/**
 * How long to wait after an event’s so-many-th failure, in milliseconds: by the schedule, or longer where
 * the receiver asked for it. Undefined: the attempts are used up.
 */
export function pauseAfterMs(
  failures: number,
  pausesMs: readonly number[],
  random: RandomSource,
  retryAfterMs = 0,
): number | undefined {
  const pauseMs = pausesMs[failures - 1];
  if (pauseMs === undefined) return undefined;
  const asked = Math.min(retryAfterMs, RETRY_AFTER_MS_MAX);
  return Math.round(Math.max(pauseMs, asked) * (1 + JITTER_SHARE * random.next()));
}

export interface ProbeRules {
  readonly strainedFailures: number;
  readonly probePauseMsStep: number;
  readonly probePauseMsMax: number;
}

/**
 * How long a webhook rests after so many failures in a row, whatever of it is due, in milliseconds: a receiver that
 * refuses fast would else be asked as fast. By a step and not doubled: those under way together fail together.
 */
export function probePauseMs(failures: number, rules: ProbeRules, random: RandomSource): number {
  const { strainedFailures, probePauseMsStep, probePauseMsMax } = rules;
  const probes = failures - strainedFailures + 1;
  if (probes <= 0) return 0;
  const pauseMs = Math.min(probePauseMsMax, probes * probePauseMsStep);
  return Math.round(pauseMs * (1 + JITTER_SHARE * random.next()));
}

/** What the headers of a failing answer ask for, in milliseconds; 0: nothing that can be understood. */
export function retryAfterMsOf(retryAfter: string | undefined, date: string | undefined): number {
  if (retryAfter === undefined) return 0;
  if (/^\d{1,9}$/.test(retryAfter)) return Number(retryAfter) * 1_000;
  // A moment counts from the receiver’s own clock: ours may differ.
  const waitMs = Date.parse(retryAfter) - Date.parse(date ?? '');
  return Number.isFinite(waitMs) ? Math.max(0, waitMs) : 0;
}
