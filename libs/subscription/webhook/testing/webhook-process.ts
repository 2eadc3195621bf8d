import { createSecretKey, randomUUID } from 'node:crypto';
import { armFaultPoint, LimitedTurns, type FaultPoint } from '@gongdan/core';
import { realPause } from '@gongdan/event-feed';
import { ContractedEventStore, FileKeyVault, PostgresEventStore } from '@gongdan/event-store';
import pg from 'pg';
import { CheckedTargets } from '../delivery/checked-targets.js';
import { Sender } from '../delivery/sender.js';
import { SecretBox } from '../store/secret-box.js';
import { SecretStore } from '../store/secret-store.js';
import { WEBHOOK_DEFAULTS } from '../worker/webhook-settings.js';
import { WebhookRunner } from '../worker/webhook-runner.js';

// A process for tests to kill: works on the webhooks of DATABASE. With a FAULT_POINT it kills itself there at
// the given TIME that it passes.
const { DATABASE = '', KEYS = '', SECRET_KEY = '', FAULT_POINT, TIME = '1' } = process.env;

const store = new ContractedEventStore(await PostgresEventStore.open({ connection: DATABASE }), {
  vault: await FileKeyVault.open(KEYS),
});
const pool = new pg.Pool({ connectionString: DATABASE, max: 6 });
pool.on('error', () => undefined);
const box = new SecretBox(createSecretKey(Buffer.from(SECRET_KEY, 'hex')));

if (FAULT_POINT !== undefined) {
  let passed = 0;
  armFaultPoint(FAULT_POINT as FaultPoint, () => {
    if (++passed === Number(TIME)) process.kill(process.pid, 'SIGKILL');
  });
}

new WebhookRunner({
  store,
  pool,
  turns: new LimitedTurns(3),
  secrets: new SecretStore(box),
  sender: new Sender(new CheckedTargets('allowed', 1_000), {
    connectMsMax: 2_000,
    answerMsMax: 5_000,
  }),
  settings: {
    ...WEBHOOK_DEFAULTS,
    leaseMs: 800,
    lookMs: 50,
    probePauseMsStep: 1,
    pausesMs: Array.from({ length: 200 }, () => 5),
  },
  ids: { next: randomUUID },
  random: { next: Math.random },
  pause: realPause,
  note: (line) => console.log(`note ${line}`),
  onDisabled: (id, _url, reason) => console.log(`disabled ${id} ${reason}`),
}).start();
console.log('ready');
