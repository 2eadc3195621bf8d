import { describe, expect, it } from '@jest/globals';
import { daySpans } from '@gongdan/contracts';
import type { TechnicianLoadRow } from '../../projections/index.js';
import { countLoads } from './count-load.js';

const days = daySpans('2026-03-02', 2, 'UTC');

const row = (changes: Partial<TechnicianLoadRow>): TechnicianLoadRow => ({
  id: 'ticket',
  number: 'T-1',
  title: 'Does not cool',
  customer_id: 'customer',
  state: 'assigned',
  state_class: 'open',
  stage: 'dispatch',
  phase: 'waiting',
  people: ['lead'],
  appointment_from: null,
  appointment_to: null,
  finished_at: null,
  registered_at: '2026-03-01T00:00:00.000Z',
  recorded_at: '2026-03-01T00:00:00.000Z',
  last_event_at: '2026-03-01T00:00:00.000Z',
  last_recorded_at: '2026-03-01T00:00:00.000Z',
  version: 3,
  ...changes,
});

describe('countLoads', () => {
  it('counts for everybody on the ticket, in phases and days', () => {
    const loads = countLoads(
      [
        row({ people: ['lead', 'helper'] }),
        row({ phase: 'scheduled', appointment_from: '2026-03-03T09:00:00.000Z' }),
        row({ phase: 'in-progress' }),
        row({ phase: 'paused', appointment_from: '2026-03-09T09:00:00.000Z' }),
        row({ phase: 'finished', finished_at: '2026-03-02T10:00:00.000Z' }),
        row({ phase: 'finished', finished_at: '2026-03-04T00:00:00.000Z' }),
      ],
      [
        { technician_id: 'lead', occurred_at: '2026-03-02T23:59:59.999Z', minutes: 30 },
        { technician_id: 'gone', occurred_at: '2026-03-03T00:00:00.000Z', minutes: 15 },
      ],
      days,
    );
    expect(loads.map(({ technicianId }) => technicianId)).toEqual(['gone', 'helper', 'lead']);
    expect(loads.at(-1)).toEqual({
      technicianId: 'lead',
      inHand: 4,
      waiting: 1,
      scheduled: 1,
      inProgress: 1,
      paused: 1,
      finished: 1,
      minutes: 30,
      days: [
        { day: '2026-03-02', scheduled: 0, finished: 1, minutes: 30 },
        { day: '2026-03-03', scheduled: 1, finished: 0, minutes: 0 },
      ],
    });
  });
});
