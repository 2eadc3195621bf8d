import { createSecretKey } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { GongdanError, streamName } from '@gongdan/core';
import { moveTo, PolicyBench } from '../../../test/setup/policy-bench.js';
import { registered, reopened, settled, visit } from '../../../test/setup/ticket-events.js';
import {
  RequestSurvey,
  RequestSurveyHandler,
} from '../commands/request-survey/request-survey.handler.js';
import { surveyTokenOf, tokenSha256Of } from '../domain/survey-token.js';
import { CloseTicketWhenFeedbackIsIn } from './close-ticket-when-feedback-is-in.js';
import { RequestSurveyWhenTicketCloses } from './request-survey-when-ticket-closes.js';

const secret = createSecretKey(new Uint8Array(32).fill(7));
const settings = { id: 'default', expiresAfterDays: 14, poorSatisfactionMax: 2 };
const ticket = streamName('ticket', 't1');
const survey = streamName('survey', 't1.1');

let bench: PolicyBench;
let ask: RequestSurveyWhenTicketCloses;
let close: CloseTicketWhenFeedbackIsIn;
beforeEach(() => {
  bench = new PolicyBench();
  const { executor, clock, store, bus, tickets } = bench;
  bus.register(RequestSurvey, new RequestSurveyHandler(executor, clock, secret, settings));
  ask = new RequestSurveyWhenTicketCloses(store, bus);
  close = new CloseTicketWhenFeedbackIsIn(store, tickets);
});

const settledTicket = () => bench.record(ticket, 'c1', registered(), ...visit(), settled);

describe('request-survey-when-ticket-closes', () => {
  it('asks once for any number of deliveries, and keeps only the token’s digest', async () => {
    const event = await settledTicket();
    await bench.deliver(ask, event, 3);
    expect(await bench.typesIn(survey)).toEqual(['SurveyRequested']);
    expect(await bench.last(survey)).toMatchObject({
      customerId: 'c1',
      causationId: event.id,
      data: {
        surveyId: 't1.1',
        ticketId: 't1',
        customerId: 'c1',
        technicianId: 'f1',
        cycle: 1,
        tokenSha256: tokenSha256Of(surveyTokenOf(secret, 't1.1')),
        expiresAt: '2026-03-16T09:00:00.000Z',
      },
    });
  });

  it('asks anew about the next cycle', async () => {
    await bench.deliver(ask, await settledTicket());
    const again = await bench.record(ticket, 'c1', reopened(2), ...visit(), settled);
    await bench.deliver(ask, again);
    expect(await bench.typesIn(streamName('survey', 't1.2'))).toEqual(['SurveyRequested']);
  });

  it('does not ask where the workflow asks for no feedback', async () => {
    const closed = {
      type: 'TicketSettled',
      data: { outcome: 'covered', move: moveTo('closed', 'closed', 'closed') },
    } as const;
    await bench.deliver(ask, await bench.record(ticket, 'c1', registered(), closed));
    expect(await bench.typesIn(survey)).toEqual([]);
  });
});

describe('close-ticket-when-feedback-is-in', () => {
  const answered = { type: 'SurveyAnswered', data: { satisfaction: 5, poor: false } } as const;
  const expired = { type: 'SurveyExpired', data: {} } as const;
  const closings = async () =>
    (await bench.typesIn(ticket)).filter((type) => type === 'TicketClosed').length;

  it.each([
    ['an answer', answered, 'The customer gave feedback'],
    ['the lack of one', expired, 'No feedback in time'],
  ])('%s ends the journey, once', async (_case, event, reason) => {
    await bench.deliver(ask, await settledTicket());
    await bench.deliver(close, await bench.record(survey, 'c1', event), 3);
    expect(await closings()).toBe(1);
    expect((await bench.last(ticket)).data).toMatchObject({ reason });
  });

  it('leaves a ticket alone that was closed by hand, or reopened', async () => {
    await bench.deliver(ask, await settledTicket());
    await bench.record(ticket, 'c1', reopened(2));
    await bench.deliver(close, await bench.record(survey, 'c1', answered));
    expect(await closings()).toBe(0);
    // The second cycle waits for its own feedback, not for the first one's.
    await bench.record(ticket, 'c1', ...visit(), settled);
    await bench.deliver(close, await bench.last(survey));
    expect(await closings()).toBe(0);
  });

  it('does not swallow what is no refusal of a ticket that has moved on', async () => {
    await bench.deliver(ask, await settledTicket());
    const event = await bench.record(survey, 'c1', answered);
    const away = { code: 'STORE.UNAVAILABLE', category: 'transient', message: 'Away.' } as const;
    bench.tickets.failNextWith = new GongdanError(away);
    await expect(bench.deliver(close, event)).rejects.toThrow('Away.');
    await bench.deliver(close, event);
    expect(await closings()).toBe(1);
  });
});
