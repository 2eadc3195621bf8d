import { describe, expect, it } from '@jest/globals';
import { systemCaller } from '@gongdan/contracts';
import { GongdanError, instantOf, ok } from '@gongdan/core';
import type { CommandExecutor } from '@gongdan/event-store';
import type { ProjectionRunner } from '@gongdan/projections';
import {
  EXPIRED_SURVEYS_MAX,
  ExpireSurveys,
  ExpireSurveysHandler,
} from './expire-surveys.handler.js';

const DUE = ['s1', 's2', 's3'];

/** Expires the surveys that are due; those of `failing` throw. Answers which were tried. */
async function expire(failing: Readonly<Record<string, Error>>, due: readonly string[] = DUE) {
  const tried: string[] = [];
  const execute = ({ stream }: { stream: string }) => {
    const surveyId = stream.slice('survey-'.length);
    tried.push(surveyId);
    const failure = failing[surveyId];
    return failure === undefined
      ? Promise.resolve(ok({ stream, version: 2, position: tried.length, events: [{}] }))
      : Promise.reject(failure);
  };
  const query = (_text: string, [, , after]: readonly string[]) => {
    const first = due.indexOf(String(after)) + 1;
    const rows = due.slice(first, first + EXPIRED_SURVEYS_MAX);
    return Promise.resolve({ rows: rows.map((survey_id) => ({ survey_id, expires_at: '' })) });
  };
  const readAt = async (_name: string, read: (client: object) => Promise<unknown>) => ({
    position: 9,
    value: await read({ query }),
  });
  const handler = new ExpireSurveysHandler(
    { execute } as unknown as CommandExecutor,
    { now: () => instantOf(0) },
    { readAt } as unknown as ProjectionRunner,
  );
  const command = new ExpireSurveys({ caller: systemCaller('system') });
  const [outcome] = await Promise.allSettled([handler.execute(command)]);
  return { tried, outcome };
}

describe('expiring surveys', () => {
  it('counts all that were due', async () => {
    const { tried, outcome } = await expire({});
    expect(tried).toEqual(DUE);
    expect(outcome).toEqual({ status: 'fulfilled', value: { expired: 3, position: 3 } });
  });

  it('goes on behind one that cannot be, and tells of it at the end', async () => {
    const broken = new Error('the stream is broken');
    const { tried, outcome } = await expire({ s1: broken, s2: new Error('another') });
    expect(tried).toEqual(DUE);
    expect(outcome).toEqual({ status: 'rejected', reason: broken });
  });

  it('goes on behind more of them than one command expires', async () => {
    const broken = Array.from({ length: EXPIRED_SURVEYS_MAX }, (_, index) => `broken-${index}`);
    const failing = Object.fromEntries(broken.map((id) => [id, new Error(`${id} is broken`)]));
    const { tried, outcome } = await expire(failing, [...broken, ...DUE]);
    expect(tried.slice(EXPIRED_SURVEYS_MAX)).toEqual(DUE);
    expect(outcome).toEqual({ status: 'rejected', reason: failing['broken-0'] });
  });

  it('ends at once where the rest would fail alike', async () => {
    const away = new GongdanError({ code: 'X.AWAY', category: 'transient', message: 'away' });
    const { tried, outcome } = await expire({ s1: away });
    expect(tried).toEqual(['s1']);
    expect(outcome).toEqual({ status: 'rejected', reason: away });
  });
});
