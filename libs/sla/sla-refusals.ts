import type { SlaSubject } from '@gongdan/contracts';
import { GongdanError } from '@gongdan/core';

export const subjectNotFound = ({ kind }: SlaSubject): GongdanError =>
  new GongdanError({
    code: 'SLA.SUBJECT_NOT_FOUND',
    category: 'not-found',
    message: `There is no such ${kind}, or it is not yours to see.`,
    hint: `Check the id; GET /${kind}s lists them.`,
  });
