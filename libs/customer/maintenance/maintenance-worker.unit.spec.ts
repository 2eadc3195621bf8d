import { describe, expect, it } from '@jest/globals';
import type { Pool } from 'pg';
import type { DuePlan } from './due-plans.js';
import { MaintenanceWorker } from './maintenance-worker.js';

/** A worker that finds these plans due; those whose id begins with `bad` cannot be ordered. */
function workerOn(...planIds: readonly string[]) {
  const tried: string[] = [];
  const told: unknown[] = [];
  const pool = { query: () => Promise.resolve({ rows: [{ now_ms: '0' }] }) } as unknown as Pool;
  const due = planIds.map((planId) => ({ planId, customerId: 'c1' }) as DuePlan);
  const orderDue = ({ planId }: { readonly planId: string }) => {
    tried.push(planId);
    return planId.startsWith('bad') ? Promise.reject(new Error(planId)) : Promise.resolve(true);
  };
  const worker = new MaintenanceWorker(
    pool,
    'Asia/Shanghai',
    () => Promise.resolve(due),
    { orderDue },
    (error) => told.push(error),
  );
  return { worker, tried, told };
}

describe('a round of the maintenance worker', () => {
  it('tells of each plan that fails among others', async () => {
    const { worker, tried, told } = workerOn('bad-1', 'good', 'bad-2');
    expect(await worker.tick()).toBe(false);
    expect(tried).toEqual(['bad-1', 'good', 'bad-2']);
    expect(told).toEqual([new Error('bad-1'), new Error('bad-2')]);
  });

  it('fails as a whole where nothing works, so that it rests longer and longer', async () => {
    const { worker, tried, told } = workerOn('bad-1', 'bad-2', 'bad-3');
    await expect(worker.tick()).rejects.toThrow('bad-1');
    expect(tried).toEqual(['bad-1', 'bad-2', 'bad-3']);
    expect(told).toEqual([]);
  });

  it('does nothing where nothing is due', async () => {
    expect(await workerOn().worker.tick()).toBe(false);
  });
});
