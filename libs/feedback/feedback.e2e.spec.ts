import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { streamName, type Instant } from '@gongdan/core';
import { readWholeStream } from '@gongdan/event-store';
import { VirtualClock } from '@gongdan/simulation';
import { EXPIRED_SURVEYS_MAX } from './commands/expire-surveys/expire-surveys.handler.js';
import { TestStages } from '../../test/setup/test-stages.js';

const DAY_MS = 86_400_000;
const clock = new VirtualClock('2026-03-02T01:00:00.000Z' as Instant);
let stages: TestStages;
let customerId: string;
beforeAll(async () => {
  stages = await TestStages.start({ clock });
  await stages.addAccount('clerk', ['clerk']);
  await stages.addAccount('manager', ['service-manager']);
  await stages.addAccount('auditor', ['auditor']);
  await stages.addAccount('technician', ['technician'], 'f1');
  customerId = await stages.command('clerk', 'POST /customers', { name: 'Customer One' });
});
afterAll(() => stages.stop());

/** A visit that billing is done with. Answers the survey's id. */
async function surveyedTicket(): Promise<string> {
  const ticketId = await stages.visitedTicket({ customerId, category: 'free' }, 'f1');
  await stages.caughtUp();
  return `${ticketId}.1`;
}
const tokenOf = async (id: string) =>
  (await stages.ask('clerk', `GET /surveys/${id}`)).body['token'] as string;
const answer = (id: string, body: object, headers: Record<string, string> = {}) =>
  stages.ask(undefined, `POST /surveys/${id}/answers`, { body, headers });
const typesIn = async (kind: string, id: string) =>
  (await readWholeStream(stages.engine.store, streamName(kind, id))).map(({ type }) => type);

describe('a survey', () => {
  it('is asked for when billing is done; its token is for those who send it', async () => {
    const id = await surveyedTicket();
    const { body } = await stages.ask('clerk', `GET /surveys/${id}`);
    expect(body).toMatchObject({
      surveyId: id,
      customerId,
      technicianId: 'f1',
      status: 'open',
      requestedAt: clock.now(),
      satisfaction: null,
    });
    expect(body['token']).toMatch(/^[\w-]{43}$/);
    expect((await stages.ask('auditor', `GET /surveys/${id}`)).body['token']).toBeNull();
    expect((await stages.ask('technician', `GET /surveys/${id}`)).status).toBe(403);
    const log = await stages.engine.store.readLog({ after: 0 });
    expect(JSON.stringify(log)).not.toContain(body['token']);
  });

  it('is answered once by the private link, and closes the ticket', async () => {
    const id = await surveyedTicket();
    const token = await tokenOf(id);
    const grades = { attitude: 'good', skill: 'good', punctuality: 'poor', promises: 'fair' };
    const given = {
      token,
      satisfaction: 4,
      recommendation: 9,
      technician: grades,
      remark: 'Late.',
    };
    const headers = { 'idempotency-key': 'answer', 'x-correlation-id': 'answer-1' };
    const first = await answer(id, given, headers);
    expect(first).toMatchObject({ status: 201, body: { id, version: 2 } });
    expect((await answer(id, given, headers)).body).toEqual(first.body);
    expect(await answer(id, given)).toMatchObject({
      status: 422,
      body: { code: 'FEEDBACK.ALREADY_ANSWERED' },
    });
    await stages.caughtUp();
    const shown = await stages.ask('manager', `GET /surveys/${id}`);
    expect(shown.body).toMatchObject({
      status: 'answered',
      satisfaction: 4,
      recommendation: 9,
      grades,
      remark: 'Late.',
      poor: false,
      token: null,
    });
    expect((await typesIn('ticket', id.slice(0, -2))).at(-1)).toBe('TicketClosed');
    const [, answered] = await readWholeStream(stages.engine.store, streamName('survey', id));
    expect(answered).toMatchObject({ actor: `customer:${customerId}`, correlationId: 'answer-1' });
  });

  it('takes one of many answers at once', async () => {
    const id = await surveyedTicket();
    const token = await tokenOf(id);
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => answer(id, { token, satisfaction: 5 })),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 422)).toHaveLength(7);
  });

  it('says nothing to a wrong token that it would not say of a missing survey', async () => {
    const id = await surveyedTicket();
    const token = 'x'.repeat(43);
    const wrong = await answer(id, { token, satisfaction: 5 });
    const missing = await answer('missing.1', { token, satisfaction: 5 });
    const strip = ({ requestId: _requestId, ...body }: Record<string, unknown>) => body;
    expect(wrong.status).toBe(404);
    expect(strip(wrong.body)).toEqual(strip(missing.body));
  });

  it('says how long a token is', async () => {
    const id = await surveyedTicket();
    expect((await answer(id, { token: 'x', satisfaction: 5 })).body).toMatchObject({
      violations: [{ path: '/token', message: 'must be 43 characters long' }],
    });
  });

  it('refuses headers that it could not keep', async () => {
    for (const name of ['idempotency-key', 'x-correlation-id']) {
      const refused = await answer(
        'any.1',
        { token: 'x'.repeat(43), satisfaction: 5 },
        { [name]: ' a b ' },
      );
      expect(refused).toMatchObject({ status: 400, body: { code: 'REQUEST.MALFORMED_HEADER' } });
    }
  });

  it.each([
    [{ satisfaction: 0 }, '/satisfaction'],
    [{ satisfaction: 6 }, '/satisfaction'],
    [{ satisfaction: 5, recommendation: 11 }, '/recommendation'],
    [{ satisfaction: 5, technician: { attitude: 'good' } }, '/technician/skill'],
    [{ satisfaction: 5, poor: false }, '/poor'],
    [{ satisfaction: 5, token: 'short' }, '/token'],
  ])('refuses %j', async (body, path) => {
    const refused = await answer('any.1', { token: 'x'.repeat(43), ...body });
    expect(refused.status).toBe(422);
    expect(refused.body['violations']).toContainEqual(expect.objectContaining({ path }));
  });

  it('expires at its end, swept or not, and closes the ticket then', async () => {
    clock.advance(1); // later than those of the other tests
    const id = await surveyedTicket();
    const token = await tokenOf(id);
    clock.advance(14 * DAY_MS - 1);
    await stages.addAccount('manager-later', ['service-manager']);
    const expire = async () =>
      Number((await stages.ask('manager-later', 'POST /surveys/expire')).body['expired']);
    await expire(); // others may have run out
    expect(await typesIn('survey', id)).toEqual(['SurveyRequested']);
    clock.advance(1);
    const late = await answer(id, { token, satisfaction: 5 });
    expect(late).toMatchObject({ status: 422, body: { code: 'FEEDBACK.SURVEY_EXPIRED' } });
    expect(await expire()).toBe(1);
    expect(await expire()).toBe(0);
    await stages.caughtUp();
    expect(await typesIn('survey', id)).toEqual(['SurveyRequested', 'SurveyExpired']);
    expect((await typesIn('ticket', id.slice(0, -2))).at(-1)).toBe('TicketClosed');
    const { body: listed } = await stages.ask('manager-later', 'GET /surveys?status=expired');
    const items = listed['items'] as { surveyId: string }[];
    expect(items[0]?.surveyId).toBe(id);
    const counted = await stages.ask('manager-later', 'GET /surveys/count?status=expired');
    expect(counted.body).toMatchObject({ count: items.length });
  });

  it('expires with so many others at once, and the rest at the next turn', async () => {
    await stages.recordEach(
      customerId,
      Array.from({ length: EXPIRED_SURVEYS_MAX + 1 }, (_, index) => [
        streamName('survey', `many-${index}.1`),
        {
          type: 'SurveyRequested',
          data: {
            surveyId: `many-${index}.1`,
            ticketId: `many-${index}`,
            customerId,
            technicianId: null,
            cycle: 1,
            tokenSha256: 'ab'.repeat(32),
            expiresAt: clock.now(),
          },
        },
      ]),
    );
    const expire = async () => {
      const { expired } = (await stages.ask('manager-later', 'POST /surveys/expire')).body;
      await stages.caughtUp();
      return expired;
    };
    expect([await expire(), await expire(), await expire()]).toEqual([EXPIRED_SURVEYS_MAX, 1, 0]);
  });
});
