import { describe, expect, it } from '@jest/globals';
import { SurveyRequested } from '@gongdan/contracts';
import type { RecordedEvent } from '@gongdan/core';
import { recorder, rowsOf } from '../../../../test/setup/recorded.js';
import { surveyProjection } from './survey.projection.js';

const recorded = recorder('survey-t1.1');
const requested = recorded('SurveyRequested', SurveyRequested.sample);
const grades = { attitude: 'good', skill: 'good', punctuality: 'poor', promises: 'fair' };
const answered = recorded('SurveyAnswered', {
  satisfaction: 2,
  technician: grades,
  remark: 'Came late.',
  poor: true,
});
const rowOf = (...events: RecordedEvent[]) => rowsOf(surveyProjection, ...events)[0];

describe('the projection survey', () => {
  it('goes from open to answered or expired, and never shows the token’s digest', () => {
    expect(rowOf(requested)).toMatchObject({ status: 'open', satisfaction: null, poor: null });
    expect(JSON.stringify(rowOf(requested))).not.toContain(SurveyRequested.sample.tokenSha256);
    expect(rowOf(requested, answered)).toMatchObject({
      status: 'answered',
      satisfaction: 2,
      recommendation: null,
      grades,
      remark: 'Came late.',
      poor: true,
      answered_at: '2026-03-02T09:00:00.000Z',
    });
    expect(rowOf(requested, recorded('SurveyExpired', {}))).toMatchObject({ status: 'expired' });
  });

  it('makes no row without a request', () => {
    expect(rowOf(answered)).toBeUndefined();
  });
});
