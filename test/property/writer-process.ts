// A client process: `writer-process URL CLIENT SEED CALLERS JOURNAL`. Runs until its parent says stop, or
// until it is killed. FAULT=<point>:<kill|throw|stall> makes every twentieth pass of a fault point so.
import { armFaultPoint, type FaultPoint } from '@gongdan/core';
import { PostgresEventStore } from '@gongdan/event-store';
import { openJournalFile } from './journal.js';
import { runWorkload } from './workload.js';

const [url = '', client = '', seed = '1', callers = '8', path = ''] = process.argv.slice(2);
const journal = openJournalFile(path);
const phase = { isOver: false };
process.on('message', () => {
  phase.isOver = true;
});
process.on('disconnect', () => process.exit(1)); // never outlives the test

const store = await PostgresEventStore.open({
  connection: url,
  limits: { waitMsMax: 1_000, answerMsMax: 3_000 },
});
armFault(process.env['FAULT']);
process.send?.('ready');
await runWorkload(store, journal, {
  client,
  seed: Number(seed),
  callers: Number(callers),
  hotStreams: 12,
  isOver: () => phase.isOver,
});
await store.close();
journal.close();
process.exit(0);

function armFault(fault: string | undefined): void {
  if (fault === undefined) return;
  const [point, how] = fault.split(':') as [FaultPoint, 'kill' | 'throw' | 'stall'];
  let passes = 0;
  armFaultPoint(point, () => {
    passes += 1;
    if (passes % 20 !== 0) return;
    if (how === 'kill') process.kill(process.pid, 'SIGKILL');
    if (how === 'throw') throw new Error(`planted at ${point}`);
    return new Promise((resolve) => setTimeout(resolve, 50));
  });
}
