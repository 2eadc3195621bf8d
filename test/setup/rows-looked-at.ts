import { ListReader, type Engine, type FreshReads } from '@gongdan/platform';
import type { ProjectionRunner } from '@gongdan/projections';
import type { ClientBase } from 'pg';

interface Plan {
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Index Recheck'?: number;
  readonly Plans?: readonly Plan[];
}

/** Rows that the leaves of a plan have read. */
function rowsLookedAt(plan: Plan): number {
  const { Plans: below } = plan;
  if (below !== undefined) return below.reduce((sum, each) => sum + rowsLookedAt(each), 0);
  const removed =
    (plan['Rows Removed by Filter'] ?? 0) + (plan['Rows Removed by Index Recheck'] ?? 0);
  return (plan['Actual Rows'] + removed) * plan['Actual Loops'];
}

/** A connection that tells how many rows each of its statements has looked at. */
export const watched = (client: ClientBase, tell: (looked: number) => void) => ({
  async query(text: string, values: unknown[]) {
    const explained = await client.query<{ 'QUERY PLAN': readonly [{ Plan: Plan }] }>(
      `EXPLAIN (ANALYZE, FORMAT JSON) ${text}`,
      values,
    );
    const plan = explained.rows[0]?.['QUERY PLAN'][0].Plan;
    tell(plan === undefined ? 0 : rowsLookedAt(plan));
    return client.query(text, values);
  },
});

/** A reader of lists that adds up what the statements of its pages have looked at. */
export function watchedLists({ projections }: Pick<Engine, 'projections'>): {
  readonly lists: ListReader;
  readonly looked: () => number;
} {
  let looked = 0;
  const runner = {
    readAt: (name: string, work: (client: unknown) => Promise<unknown>) =>
      projections.readAt(name, (client) => work(watched(client, (rows) => (looked += rows)))),
  } as unknown as ProjectionRunner;
  const fresh = { reach: () => Promise.resolve() } as unknown as FreshReads;
  return { lists: new ListReader(runner, fresh), looked: () => looked };
}
