import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { watchedLists } from '../../../../test/setup/rows-looked-at.js';
import { createTestEngine, type TestEngine } from '../../../../test/setup/test-engine.js';
import { surveyProjection } from '../../projections/survey/survey.projection.js';
import type { SurveyFilterQuery } from './list-surveys.dto.js';
import { ListSurveys } from './list-surveys.js';

const SURVEYS = 20_000;
/** Rows that one page of 50 may look at, however many surveys there are. */
const ROWS_LOOKED_AT_MAX = 200;

let test: TestEngine;
beforeAll(async () => {
  test = await createTestEngine();
  const { projections, pool } = test.engine;
  await projections.add(surveyProjection);
  await pool.query(FILL);
  await pool.query('VACUUM ANALYZE gongdan.survey');
}, 60_000);
afterAll(() => test.remove());

/** One in five hundred is open, one in four hundred poor. */
const FILL = `
  INSERT INTO gongdan.survey
    (survey_id, ticket_id, cycle, customer_id, technician_id, status, requested_at, expires_at, poor)
  SELECT 'survey-' || lpad(i::text, 6, '0'), 'ticket-' || i, 1, 'customer-' || i % 1000,
         'technician-' || i % 100, CASE WHEN i % 500 = 0 THEN 'open' ELSE 'answered' END,
         timestamptz '2024-01-01' + i * interval '26 minutes', now(),
         CASE WHEN i % 500 = 0 THEN NULL ELSE i % 400 = 0 END
    FROM generate_series(1, ${SURVEYS}) i`;

describe('a page of surveys looks at little more than it shows', () => {
  it.each<SurveyFilterQuery>([
    {},
    { status: 'open' },
    { status: 'answered' },
    { poor: true },
    { poor: false },
    { customerId: 'customer-7' },
    { technicianId: 'technician-7' },
    { ticketId: 'ticket-7' },
  ])('%j', async (filters) => {
    const { lists, looked } = watchedLists(test.engine);
    const { items } = await new ListSurveys(lists).read(filters);
    expect(items.length).toBeGreaterThan(0);
    expect(looked()).toBeLessThanOrEqual(ROWS_LOOKED_AT_MAX);
  });
});
