import { createSecretKey } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { specify, type Instant } from '@gongdan/core';
import type { SurveyEvent } from '@gongdan/contracts';
import { surveyDecider, type SurveyRequest } from './survey.js';
import { surveyTokenOf, tokenSha256Of } from './survey-token.js';

const spec = specify(surveyDecider);
const secretOf = (byte: number) => createSecretKey(new Uint8Array(32).fill(byte));
const token = surveyTokenOf(secretOf(0), 't1.1');
const request: SurveyRequest = {
  surveyId: 't1.1',
  ticketId: 't1',
  customerId: 'c1',
  technicianId: 'f1',
  cycle: 1,
  tokenSha256: tokenSha256Of(token),
  expiresAt: '2026-03-17T09:00:00.000Z',
};
const requested: SurveyEvent = { type: 'SurveyRequested', data: request };
const answered: SurveyEvent = { type: 'SurveyAnswered', data: { satisfaction: 5, poor: false } };
const expired: SurveyEvent = { type: 'SurveyExpired', data: {} };

const answer = (satisfaction: number, changes: { token?: string; now?: string } = {}) =>
  ({
    type: 'AnswerSurvey',
    tokenSha256: tokenSha256Of(changes.token ?? token),
    answer: { satisfaction },
    poorSatisfactionMax: 2,
    now: (changes.now ?? '2026-03-17T08:59:59.999Z') as Instant,
  }) as const;

describe('requesting a survey', () => {
  it('asks once per cycle', () => {
    const command = { type: 'RequestSurvey', request } as const;
    expect(spec.given().when(command).events()).toEqual([requested]);
    expect(spec.given(requested).when(command).events()).toEqual([]);
    expect(spec.given(requested, answered).when(command).events()).toEqual([]);
  });
});

describe('answering a survey', () => {
  it.each([
    [1, true],
    [2, true],
    [3, false],
    [5, false],
  ])('records satisfaction %d as poor: %s', (satisfaction, poor) => {
    expect(spec.given(requested).when(answer(satisfaction)).events()).toEqual([
      { type: 'SurveyAnswered', data: { satisfaction, poor } },
    ]);
  });

  it.each([
    ['without a survey', [], answer(5), 'SURVEY_NOT_FOUND'],
    ['with another token', [requested], answer(5, { token: 'guess' }), 'SURVEY_NOT_FOUND'],
    [
      'with another token, although it was answered',
      [requested, answered],
      answer(5, { token: 'guess' }),
      'SURVEY_NOT_FOUND',
    ],
    ['a second time', [requested, answered], answer(5), 'ALREADY_ANSWERED'],
    ['after it expired', [requested, expired], answer(5), 'SURVEY_EXPIRED'],
    [
      'at its end, although nothing has marked it yet',
      [requested],
      answer(5, { now: '2026-03-17T09:00:00.000Z' }),
      'SURVEY_EXPIRED',
    ],
  ])('is refused %s', (_case, past, command, code) => {
    const outcome = spec.given(...past).when(command);
    expect(outcome.refusal()).toBe(`FEEDBACK.${code}`);
  });
});

describe('expiring a survey', () => {
  const expire = (now: string) => ({ type: 'ExpireSurvey', now: now as Instant }) as const;

  it('happens at its end, not before, and once', () => {
    const given = spec.given(requested);
    expect(given.when(expire('2026-03-17T08:59:59.999Z')).events()).toEqual([]);
    expect(given.when(expire('2026-03-17T09:00:00.000Z')).events()).toEqual([expired]);
    const later = expire('2026-04-01T00:00:00.000Z');
    expect(spec.given(requested, expired).when(later).events()).toEqual([]);
    expect(spec.given(requested, answered).when(later).events()).toEqual([]);
    expect(spec.given().when(later).refusal()).toBe('FEEDBACK.SURVEY_NOT_FOUND');
  });
});

describe('survey tokens', () => {
  it('are the same whenever they are asked for, and differ by survey and secret', () => {
    const secret = secretOf(0);
    expect(surveyTokenOf(secret, 't1.1')).toBe(token);
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(surveyTokenOf(secret, 't1.2')).not.toBe(token);
    expect(surveyTokenOf(secretOf(1), 't1.1')).not.toBe(token);
  });
});
