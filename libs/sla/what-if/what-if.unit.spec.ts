import { describe, expect, it } from '@jest/globals';
import { eventContract, type GongdanEvent } from '@gongdan/contracts';
import { streamName } from '@gongdan/core';
import { PolicyBench } from '../../../test/setup/policy-bench.js';
import { assigned, registered } from '../../../test/setup/ticket-events.js';
import { bookOf, clockOf, policyOf, within } from '../testing/ticket-story.js';
import { gatherSubjects } from './gather-subjects.js';
import { askWhatIf, WORK_MS_MAX } from './what-if.js';

/** The bench’s clock stands on a Monday at nine. */
const NOW = Date.parse('2026-03-02T09:00:00Z');
const HOUR_MS = 3_600_000;
const hours = (count: number) =>
  policyOf([clockOf('dispatch', [within(count)], { stop: [{ event: 'TicketAssigned' }] })]);
const promised = bookOf([hours(8)]);

async function benchWith(tickets: number): Promise<PolicyBench> {
  const bench = new PolicyBench();
  for (let n = 1; n <= tickets; n++) {
    await bench.record(streamName('ticket', `t${n}`), 'c1', registered({ ticketId: `t${n}` }));
  }
  return bench;
}

const question = {
  from: NOW,
  to: NOW + 1,
  asOf: NOW + 5 * HOUR_MS,
  policies: [hours(4)],
  subjectsMax: 2,
  changesMax: 10,
};

describe('what if', () => {
  it('says which verdicts would change, and sums up both', async () => {
    const { store } = await benchWith(2);
    expect(await askWhatIf(store, promised, question)).toEqual({
      subjects: 2,
      clocks: 4,
      byClock: [
        {
          kind: 'ticket',
          clock: 'dispatch',
          promised: { met: 0, breached: 0, open: 2, cancelled: 0, attainment: null },
          whatIf: { met: 0, breached: 2, open: 0, cancelled: 0, attainment: 0 },
          changed: 2,
        },
      ],
      changes: ['t1', 't2'].map((id) => ({
        kind: 'ticket',
        id,
        number: `T-${id}`,
        clock: 'dispatch',
        cycle: 1,
        promised: { verdict: 'open', dueAt: NOW + 8 * HOUR_MS, stoppedAt: null },
        whatIf: { verdict: 'breached', dueAt: NOW + 4 * HOUR_MS, stoppedAt: null },
      })),
      changesLeftOut: 0,
      position: 2,
    });
  });

  it('leaves the process to others again and again, however long one subject takes', async () => {
    const { store } = await benchWith(6);
    let nowMs = 0;
    const monotonicNowMs = () => (nowMs += WORK_MS_MAX / 2); // so long for each
    const told: number[] = [];
    let others = 0;
    const onProgress = (done: number, _all: number, what: string): void => {
      if (what === 'read') return;
      told.push(done, others);
      setImmediate(() => others++);
    };
    await askWhatIf(store, promised, { ...question, subjectsMax: 6, monotonicNowMs, onProgress });
    expect(told).toEqual([2, 0, 4, 1, 6, 2, 6, 3]);
  });

  it('finds that only one of the two promises something', async () => {
    const { store } = await benchWith(1);
    const policies = [policyOf([])];
    const { changes } = await askWhatIf(store, promised, { ...question, policies });
    expect(changes).toMatchObject([{ promised: { verdict: 'open' }, whatIf: null }]);
  });

  it('counts a cancelled clock as cancelled, also one that was broken before', async () => {
    const bench = await benchWith(1);
    bench.clock.advance(10 * HOUR_MS);
    const data = {
      reason: 'Found the cause',
      move: { from: 'registered', to: 'cancelled', stage: 'closed', stateClass: 'cancelled' },
    } as const;
    await bench.record(streamName('ticket', 't1'), 'c1', { type: 'TicketCancelled', data });
    const { byClock, changes } = await askWhatIf(bench.store, promised, question);
    expect(byClock).toMatchObject([{ promised: { cancelled: 1 }, whatIf: { cancelled: 1 } }]);
    expect(changes).toEqual([]);
  });

  it('lists so many changes and says how many more there are', async () => {
    const { store } = await benchWith(2);
    const answer = await askWhatIf(store, promised, { ...question, changesMax: 1 });
    expect(answer).toMatchObject({ changes: [{ id: 't1' }], changesLeftOut: 1 });
  });

  it('takes as many tickets as it may, and no more', async () => {
    const { store } = await benchWith(3);
    await expect(askWhatIf(store, promised, question)).rejects.toMatchObject({
      code: 'SLA.TOO_MANY_SUBJECTS',
    });
  });

  it('knows only what was taken up in the period, with all that happened later', async () => {
    const bench = await benchWith(1);
    bench.clock.advance(HOUR_MS);
    await bench.record(streamName('ticket', 't1'), 'c1', assigned());
    await bench.record(streamName('ticket', 'later'), 'c1', registered({ ticketId: 'later' }));
    const { subjects, byClock } = await askWhatIf(bench.store, promised, question);
    expect(subjects).toBe(1);
    expect(byClock).toMatchObject([{ promised: { met: 1, attainment: 1 } }]);
  });

  it('keeps of all customers nothing but their tiers', async () => {
    const bench = await benchWith(1);
    const { sample } = eventContract('CustomerRegistered');
    const data = { ...(sample as object), customerId: 'c9', tier: 'key' };
    const event = { type: 'CustomerRegistered', data } as unknown as GongdanEvent;
    await bench.record(streamName('customer', 'c9'), 'c9', event);
    const gathered = await gatherSubjects(bench.store, question);
    expect(gathered?.tiers.get('c9')).toMatchObject([{ type: 'CustomerRegistered' }]);
    expect(gathered?.tiers.get('c9')?.[0]?.data).toEqual({ tier: 'key' });
  });

  it('says how far it is', async () => {
    const { store } = await benchWith(1);
    const told: string[] = [];
    const onProgress = (done: number, all: number, what: string) =>
      void told.push(`${what} ${done} of ${all}`);
    await askWhatIf(store, promised, { ...question, onProgress });
    expect(told).toEqual(['read 1 of 1', 'judged 1 of 1']);
  });
});
