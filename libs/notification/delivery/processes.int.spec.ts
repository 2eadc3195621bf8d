import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { FaultPoint } from '@gongdan/core';
import { spawnTypescript, type SpawnedProgram } from '../../../test/setup/spawned-program.js';
import { MailReceiver } from '../testing/mail-receiver.js';
import { NoticeScene } from '../testing/notice-scene.js';

/** What a killed process had in hand is taken over after this. */
const TAKEN_OVER_SOON_MS = '500';

const PROGRAM = join(import.meta.dirname, '../testing/notice-process.ts');

let scene: NoticeScene;
let receiver: MailReceiver;
const spawned: SpawnedProgram[] = [];
beforeAll(async () => {
  scene = await NoticeScene.open();
  receiver = await MailReceiver.open({ of: () => 250 });
  await scene.hire('manager', ['dispatch-manager'], { email: 'manager@service.example' });
});
afterEach(async () => {
  for (const program of spawned.splice(0)) await program.end('SIGKILL');
  receiver.received.length = 0;
});
afterAll(async () => {
  await scene.close();
  await receiver.close();
});

function spawnWorker(settings: {
  readonly FAULT_POINT?: FaultPoint;
  readonly LEASE_MS?: string;
}): SpawnedProgram {
  const program = spawnTypescript(PROGRAM, {
    DATABASE: scene.test.databaseUrl,
    SMTP_URL: receiver.url,
    ...settings,
  });
  spawned.push(program);
  return program;
}

const messageIds = () => receiver.received.map(({ headers }) => headers['message-id'] ?? '');

describe('a process that sends notices', () => {
  it.each([
    ['notice.after-claim-before-send', 1],
    ['notice.after-send-before-settle', 2],
  ] as const)(
    'and is killed at %s leaves its notice to another, which mails it for the %d. time',
    async (faultPoint, mails) => {
      const id = await scene.escalated();
      const victim = spawnWorker({ FAULT_POINT: faultPoint, LEASE_MS: TAKEN_OVER_SOON_MS });
      await victim.closed;
      expect(await scene.states(id)).toEqual(['email waiting']);
      spawnWorker({});
      await scene.settled(id);
      expect(await scene.states(id)).toEqual(['email sent']);
      // Whoever gets it twice knows that it is the same.
      expect(messageIds()).toHaveLength(mails);
      expect(new Set(messageIds()).size).toBe(1);
      expect((await scene.attempts(id)).map(({ outcome }) => outcome)).toEqual(['sent']);
    },
  );

  it('shares the work with others: each notice is mailed once', async () => {
    const ids = await Promise.all(Array.from({ length: 40 }, () => scene.escalated()));
    spawnWorker({});
    spawnWorker({});
    for (const id of ids) await scene.settled(id);
    expect(receiver.received.map(({ headers }) => headers['subject'] ?? '').toSorted()).toEqual(
      ids.toSorted(),
    );
  });
});
