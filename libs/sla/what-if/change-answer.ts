import { instantOrNull } from '@gongdan/core';
import type { Judged } from './compare-verdicts.js';
import type { ChangedVerdict } from './what-if-report.js';

/** A changed verdict as people and programs are told of it: its moments as instants. */
export const changeAnswer = ({ promised, whatIf, ...change }: ChangedVerdict) => ({
  ...change,
  promised: judgedAnswer(promised),
  whatIf: judgedAnswer(whatIf),
});

const judgedAnswer = (judged: Judged | null) =>
  judged && {
    verdict: judged.verdict,
    dueAt: instantOrNull(judged.dueAt),
    stoppedAt: instantOrNull(judged.stoppedAt),
  };
