import { beforeEach, describe, expect, it } from '@jest/globals';
import { streamName } from '@gongdan/core';
import type { SurveyEvent } from '@gongdan/contracts';
import { PolicyBench } from '../../../test/setup/policy-bench.js';
import {
  OpenComplaint,
  OpenComplaintHandler,
} from '../commands/open-complaint/open-complaint.handler.js';
import { OpenComplaintWhenRatingIsPoor } from './open-complaint-when-rating-is-poor.js';

const survey = streamName('survey', 't1.1');
const complaint = streamName('complaint', 't1.1');
const requested: SurveyEvent = {
  type: 'SurveyRequested',
  data: {
    surveyId: 't1.1',
    ticketId: 't1',
    customerId: 'c1',
    technicianId: 'f1',
    cycle: 1,
    tokenSha256: 'ab'.repeat(32),
    expiresAt: '2026-03-16T09:00:00.000Z',
  },
};
const answered = (satisfaction: number, poor: boolean, remark?: string): SurveyEvent => ({
  type: 'SurveyAnswered',
  data: { satisfaction, poor, ...(remark === undefined ? {} : { remark }) },
});

let bench: PolicyBench;
let policy: OpenComplaintWhenRatingIsPoor;
beforeEach(async () => {
  bench = new PolicyBench();
  const { executor, store, clock, bus } = bench;
  bus.register(OpenComplaint, new OpenComplaintHandler(executor, store, clock));
  policy = new OpenComplaintWhenRatingIsPoor(store, bus);
  await bench.record(survey, 'c1', requested);
});

describe('open-complaint-when-rating-is-poor', () => {
  it('opens one complaint for any number of deliveries', async () => {
    const answer = await bench.record(survey, 'c1', answered(1, true, 'Nobody came.'));
    await bench.deliver(policy, answer, 3);
    expect(await bench.typesIn(complaint)).toEqual(['ComplaintOpened']);
    expect(await bench.last(complaint)).toMatchObject({
      customerId: 'c1',
      actor: 'policy:open-complaint-when-rating-is-poor',
      causationId: answer.id,
      data: {
        complaintId: 't1.1',
        customerId: 'c1',
        ticketIds: ['t1'],
        source: 'survey',
        severity: 'general',
        description: 'Rated 1 of 5. Nobody came.',
        ownerId: 'service-manager',
        level: 'handler',
      },
    });
  });

  it('leaves good ratings alone, also low ones that do not count as poor', async () => {
    await bench.deliver(policy, await bench.record(survey, 'c1', answered(1, false)));
    expect(await bench.typesIn(complaint)).toEqual([]);
  });

  it('cuts a remark that fills the description, between characters', async () => {
    const remark = `${'x'.repeat(9_985)}😀😀😀`;
    await bench.deliver(policy, await bench.record(survey, 'c1', answered(2, true, remark)));
    const description = String((await bench.last(complaint)).data['description']);
    expect(description.length).toBeGreaterThanOrEqual(9_999);
    expect(description.isWellFormed()).toBe(true);
  });

  it('does nothing for a customer who was forgotten meanwhile', async () => {
    const answer = await bench.record(survey, 'c1', answered(1, true, 'Nobody came.'));
    await bench.vault.destroy('c1');
    await bench.deliver(policy, answer);
    expect(await bench.typesIn(complaint)).toEqual([]);
  });
});
