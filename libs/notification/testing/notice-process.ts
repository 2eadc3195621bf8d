import { armFaultPoint, type FaultPoint } from '@gongdan/core';
import { PostgresEventStore } from '@gongdan/event-store';
import pg from 'pg';
import { EmailChannel } from '../channels/email-channel.js';
import { NoticeQueue } from '../delivery/notice-queue.js';
import { NoticeWorker } from '../delivery/notice-worker.js';
import { QuietHours } from '../domain/quiet-hours.js';

// A process for tests to kill: mails the notices of DATABASE over SMTP_URL. At a FAULT_POINT it kills itself.
// A lease is longer than a busy machine may keep it from working: else two would send the same notice.
const { DATABASE = '', SMTP_URL = '', FAULT_POINT, LEASE_MS = '60000' } = process.env;

if (FAULT_POINT !== undefined) {
  armFaultPoint(FAULT_POINT as FaultPoint, () => void process.kill(process.pid, 'SIGKILL'));
}
const store = await PostgresEventStore.open({ connection: DATABASE });
const pool = new pg.Pool({ connectionString: DATABASE, max: 4 });
pool.on('error', () => undefined);
const addressOf = async (id: string) => {
  const { rows } = await pool.query<{ email: string | null; disabled: boolean }>(
    'SELECT email, false AS disabled FROM gongdan.user_account WHERE id = $1',
    [id],
  );
  return rows[0];
};
new NoticeWorker({
  queue: new NoticeQueue(pool),
  channel: new EmailChannel(
    { url: SMTP_URL, from: 'notices@service.example', timeoutMs: 5_000 },
    addressOf,
    ({ subject }) => ({ title: subject.id, text: 'text' }),
  ),
  store,
  quietHours: new QuietHours([]),
  pausesMs: [],
  leaseMs: Number(LEASE_MS),
  onFailure: (error) => console.log('failure', error),
}).start();
console.log('ready');
