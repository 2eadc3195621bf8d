import { describe, expect, it } from '@jest/globals';
import { STAGES } from '@gongdan/contracts';
import type { EventStore } from '@gongdan/event-store';
import { simulateDemonstration } from '@gongdan/simulation';
import { loadTestWorkflows } from '../../libs/ticket/domain/testing/load-test-workflows.js';
import { ticketHistories } from '../simulation/ticket-histories.js';
import { inMemoryVirtualEngine } from '../simulation/virtual-engine.js';

const workflows = loadTestWorkflows();
const HOUR_MS = 3_600_000;
const WEEK_HOURS = 7 * 24;
/** Prime to the hours of a day, so that the moments are of many kinds. */
const STEP_HOURS = Number(process.env['DEMONSTRATION_STEP_HOURS'] ?? 11);
const MONDAY = Date.parse('2026-03-02T00:00:00+08:00');

const named = [
  ['a weekday morning', '2026-03-04T09:10:00+08:00'],
  ['a weekday evening', '2026-11-24T18:30:00+08:00'],
  ['a night', '2026-03-06T03:00:00+08:00'],
  ['a Sunday noon', '2026-03-08T12:00:00+08:00'],
  ['a Monday before the house opens', '2027-01-04T07:00:00+08:00'],
] as const;
const hours = Array.from({ length: Math.ceil(WEEK_HOURS / STEP_HOURS) }, (_, index) => {
  const nowMs = MONDAY + index * STEP_HOURS * HOUR_MS + (index * HOUR_MS) / 7;
  return [`hour ${index * STEP_HOURS} of a week`, new Date(nowMs).toISOString()] as const;
});

/** What became of the visits of every maintenance plan, in the order of the plans. */
async function visitsOf(store: Pick<EventStore, 'readLog'>): Promise<readonly string[][]> {
  const types = ['MaintenancePlanned', 'MaintenanceVisitOrdered', 'MaintenanceVisitDone'];
  const { events } = await store.readLog({ after: 0, types });
  const visits = new Map<unknown, string[]>();
  for (const { type, data } of events) {
    const ofPlan = visits.get(data['planId']) ?? [];
    visits.set(data['planId'], type === 'MaintenancePlanned' ? ofPlan : [...ofPlan, type]);
  }
  return [...visits.values()];
}

/** The real engine gives the same histories: demonstration.int.spec.ts. */
describe('the demonstration organisation, set up at', () => {
  it.each([...named, ...hours])('%s, has something in every stage', async (_name, now) => {
    const engine = inMemoryVirtualEngine(workflows);
    const nowMs = Date.parse(now);
    const report = await simulateDemonstration(engine, nowMs, 'Asia/Shanghai', () =>
      Promise.resolve(),
    );
    const counts = new Map<string, number>();
    for (const entries of (await ticketHistories(engine.store)).values()) {
      const move = entries.findLast(({ data }) => 'move' in data)?.data['move'];
      const { stage } = move as { stage: string };
      counts.set(stage, (counts.get(stage) ?? 0) + 1);
      expect(Date.parse(entries.at(-1)?.occurredAt ?? '')).toBeLessThanOrEqual(nowMs);
    }
    expect([...counts.keys()].toSorted()).toEqual([...STAGES].toSorted());
    expect(report.surveysAnswered).toBeGreaterThan(0);
    expect(report.invoicesPaid).toBeGreaterThan(0);
    expect(report.refused).toBe(0);
    const { events } = await engine.store.readLog({ after: 0, types: ['ComplaintOpened'] });
    expect(events.length).toBeGreaterThan(0);
    expect(await visitsOf(engine.store)).toEqual([
      ['MaintenanceVisitOrdered', 'MaintenanceVisitDone'],
      ['MaintenanceVisitOrdered'],
    ]);
  });
});
