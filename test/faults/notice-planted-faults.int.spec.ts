import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { plantFault, type PlantedFault } from '@gongdan/core';
import type { Delivered, NoticeChannel } from '../../libs/notification/channels/notice-channel.js';
import { NoticeScene } from '../../libs/notification/testing/notice-scene.js';

let scene: NoticeScene;
beforeEach(async () => {
  scene = await NoticeScene.open();
  await scene.hire('manager', ['dispatch-manager'], { email: 'manager@service.example' });
});
afterEach(async () => {
  plantFault(undefined);
  await scene.close();
});

/** A receiver that waits to be told what to answer. */
function patient(): {
  readonly channel: NoticeChannel;
  readonly reached: Promise<void>;
  readonly sent: string[];
  answer(delivered: Delivered): void;
} {
  const { promise: reached, resolve: reach } = Promise.withResolvers<void>();
  const { promise: delivered, resolve: answer } = Promise.withResolvers<Delivered>();
  const sent: string[] = [];
  const channel: NoticeChannel = {
    name: 'email',
    deliverMsMax: 1_000,
    deliver: ({ id }) => {
      sent.push(id);
      reach();
      return delivered;
    },
  };
  return { channel, reached, sent, answer };
}

/** A second worker looks while the first one waits for its receiver. */
async function takenByTwo(): Promise<readonly string[]> {
  await scene.escalated();
  const slow = patient();
  const first = scene.worker(slow.channel).tick();
  await slow.reached;
  const quick = patient();
  quick.answer({ outcome: 'sent' });
  await scene.worker(quick.channel).tick();
  slow.answer({ outcome: 'sent' });
  await first;
  return quick.sent.length === 0 ? [] : ['sent twice'];
}

/** A worker sleeps past its lease; another one sends; then the first one tells of its failure. */
async function settledByTheSlow(): Promise<readonly string[]> {
  const id = await scene.escalated();
  const slow = patient();
  const first = scene.worker(slow.channel, { leaseMs: 0 }).tick();
  await slow.reached;
  const quick = patient();
  quick.answer({ outcome: 'sent' });
  await scene.worker(quick.channel).tick();
  slow.answer({ outcome: 'failed', words: 'no answer in time' });
  await first;
  const [state] = await scene.states(id);
  return state === 'email sent' ? [] : [`it is to be sent again: ${state}`];
}

async function sentThoughOver(): Promise<readonly string[]> {
  const id = await scene.escalated();
  await scene.clockEvent(id, 'SlaClockCancelled');
  const quick = patient();
  quick.answer({ outcome: 'sent' });
  await scene.worker(quick.channel).tick();
  return quick.sent.length === 0 ? [] : ['told of what is over'];
}

const SCENES: readonly [PlantedFault, () => Promise<readonly string[]>, RegExp][] = [
  ['notice.claim-without-lease', takenByTwo, /sent twice/],
  ['notice.settle-without-claim', settledByTheSlow, /sent again/],
  ['notice.without-asking-again', sentThoughOver, /is over/],
];

describe('planted faults of notices', () => {
  it.each(SCENES)('%s is caught, and without it nothing is found', async (fault, play, finding) => {
    expect(await play()).toEqual([]);
    plantFault(fault);
    expect((await play()).join('\n')).toMatch(finding);
  });
});
