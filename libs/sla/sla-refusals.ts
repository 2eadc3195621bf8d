import type { SlaSubject } from '@gongdan/contracts';
import { GongdanError } from '@gongdan/core';

/** Most that wait for a turn of what takes long; one more is answered with 503. */
export const WAITING_MAX = 16;

/** `what`: what is asked for, in the plural. */
export const busy = (what: string): GongdanError =>
  new GongdanError({
    code: 'SLA.BUSY',
    category: 'transient',
    message: `Too many ${what} are waited for already.`,
    hint: 'They are made one after another: ask again in a while.',
  });

export const subjectNotFound = ({ kind }: SlaSubject): GongdanError =>
  new GongdanError({
    code: 'SLA.SUBJECT_NOT_FOUND',
    category: 'not-found',
    message: `There is no such ${kind}, or it is not yours to see.`,
    hint: `Check the id; GET /${kind}s lists them.`,
  });
