import type { Calendars } from '@gongdan/calendar';
import { GongdanError } from '@gongdan/core';
import type { EventStore } from '@gongdan/event-store';
import { PolicyBook, type SlaPolicy } from '../domain/index.js';
import { compareVerdicts } from './compare-verdicts.js';
import { gatherSubjects } from './gather-subjects.js';
import { WhatIfSums, type WhatIfReport } from './what-if-report.js';

/** How long is judged between two breaths: other work of the process goes on meanwhile. */
export const WORK_MS_MAX = 20;

export interface WhatIfQuestion {
  /** Subjects that were taken up in [from, to), epoch milliseconds. */
  readonly from: number;
  readonly to: number;
  /** Up to when time has passed for both. */
  readonly asOf: number;
  /** Instead of those with the same ids, in all their versions, as if they had always been in force. */
  readonly policies: readonly SlaPolicy[];
  readonly calendars?: Calendars | undefined;
  readonly subjectsMax: number;
  /** Most changed verdicts that are listed one by one. */
  readonly changesMax: number;
  readonly onProgress?: (done: number, all: number, what: 'read' | 'judged') => void;
  readonly monotonicNowMs?: () => number;
}

/** A report, and the position of the log that it was made from. */
export interface WhatIfAnswer extends WhatIfReport {
  readonly position: number;
}

/**
 * What a period would have looked like under other policies or calendars, beside what was promised. Nothing is
 * recorded. Throws `SLA.TOO_MANY_SUBJECTS` (rejected).
 */
export async function askWhatIf(
  store: Pick<EventStore, 'readLog' | 'lastPosition'>,
  promised: PolicyBook,
  question: WhatIfQuestion,
): Promise<WhatIfAnswer> {
  const { from, to, asOf, subjectsMax, changesMax, onProgress } = question;
  const { monotonicNowMs = () => performance.now() } = question;
  const gathered = await gatherSubjects(store, {
    from,
    to,
    subjectsMax,
    onProgress: (position, last) => onProgress?.(position, last, 'read'),
  });
  if (gathered === undefined) throw tooManySubjects(subjectsMax);
  const books = { promised, whatIf: otherBook(promised, question) };
  const sums = new WhatIfSums(changesMax);
  const { subjects, tiers, position } = gathered;
  let begunMs = monotonicNowMs();
  for (const [index, subject] of subjects.entries()) {
    const tier = tiers.get(subject.customerId ?? '') ?? [];
    sums.add(subject, compareVerdicts(subject, tier, books, asOf));
    // By time and not by number: a policy that is asked about may have a few clocks or fifty.
    if (monotonicNowMs() - begunMs < WORK_MS_MAX) continue;
    onProgress?.(index + 1, subjects.length, 'judged');
    await new Promise(setImmediate);
    begunMs = monotonicNowMs();
  }
  onProgress?.(subjects.length, subjects.length, 'judged');
  return { ...sums.report(), position };
}

/** The book with these in the place of what has the same ids. */
function otherBook(
  book: PolicyBook,
  { policies, calendars }: Pick<WhatIfQuestion, 'policies' | 'calendars'>,
): PolicyBook {
  const replaced = new Set(policies.map(({ id }) => id));
  const always = policies.map((policy) => ({
    ...policy,
    effectiveFrom: Number.NEGATIVE_INFINITY,
  }));
  return new PolicyBook(
    [...book.policies.filter(({ id }) => !replaced.has(id)), ...always],
    calendars ? book.calendars.replacedBy(calendars) : book.calendars,
  );
}

const tooManySubjects = (subjectsMax: number): GongdanError =>
  new GongdanError({
    code: 'SLA.TOO_MANY_SUBJECTS',
    category: 'rejected',
    message: `More than ${subjectsMax} tickets and complaints were taken up in that time.`,
    hint: 'Ask about a shorter time, or use the command line: gongdan sla what-if.',
  });
