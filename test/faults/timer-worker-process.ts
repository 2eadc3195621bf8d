// A process that fires timers, for timer-processes.int.spec.ts: `timer-worker-process.ts URL [POINT]`. With
// a fault point it says when it is there, with claims, and waits. Its own clock is off by as many milliseconds as CLOCK_SHIFT_MS says,
// then by what it is told.
import { armFaultPoint, type FaultPoint } from '@gongdan/core';
import { PostgresEventStore } from '@gongdan/event-store';
import pg from 'pg';
import { TimerWorker } from '../../libs/sla/timers/timer-worker.js';
import { openKeeper } from '../sla/timer-scene.js';

let shiftMs = Number(process.env['CLOCK_SHIFT_MS'] ?? 0);
const now = Date.now;
Date.now = () => now() + shiftMs;

const [url = '', point] = process.argv.slice(2);
const store = await PostgresEventStore.open({ connection: url });
const pool = new pg.Pool({ connectionString: url, max: 4 });
pool.on('error', () => undefined);

const { promise: released, resolve: release } = Promise.withResolvers<void>();
if (point !== undefined) {
  armFaultPoint(point as FaultPoint, async (passed) => {
    if (passed === 'timer.after-claim-before-event' && !(await hasDue())) return;
    process.send?.('there');
    await released; // whoever was told kills it, or stops it and lets it go on
  });
}

process.on('message', (message: unknown) => {
  const told = message as { readonly shiftMs?: number };
  if (told.shiftMs === undefined) release();
  else shiftMs = told.shiftMs;
});
new TimerWorker(pool, openKeeper(store), () => undefined).start();
process.send?.('ready');

async function hasDue(): Promise<boolean> {
  const { rowCount } = await pool.query(
    'SELECT FROM gongdan.sla_timer WHERE due_at < clock_timestamp() LIMIT 1',
  );
  return (rowCount ?? 0) > 0;
}
