import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { armFaultPoint, plantFault, type FaultPoint, type PlantedFault } from '@gongdan/core';
import { gate } from '../../libs/event-feed/testing/gate.js';
import { RelayScene } from './relay-scene.js';

let scene: RelayScene;
let disarm: () => void = () => undefined;
beforeEach(async () => {
  scene = await RelayScene.open();
});
afterEach(async () => {
  plantFault(undefined);
  disarm();
  await scene.dispose();
});

function atSecondPassing(point: FaultPoint, what: () => Promise<void>): void {
  let times = 0;
  disarm = armFaultPoint(point, async () => {
    if (++times === 2) await what();
  });
}

/** The broker fails in the middle. */
async function failingSend(): Promise<readonly string[]> {
  atSecondPassing('relay.before-send', () => Promise.reject(new Error('the broker is away')));
  scene.relay();
  await scene.published(await scene.write(10));
  await scene.published(await scene.write(10));
  await scene.published(await scene.write(10));
  return scene.contradictions();
}

/** A relay sleeps past its lease after a send and wakes up after another one has gone on. */
async function sleepingPastTheLease(): Promise<readonly string[]> {
  const [asleep, resumed] = [gate(), gate()];
  const sleepy = scene.relay();
  atSecondPassing('relay.after-send-before-checkpoint', async () => {
    sleepy.sleeper.fallAsleep();
    asleep.open();
    await resumed.opened;
    sleepy.sleeper.wakeUp();
  });
  await scene.published(await scene.write(10));
  await scene.write(10);
  await asleep.opened;
  scene.relay();
  const last = await scene.write(30);
  await scene.published(last);
  resumed.open();
  await scene.until('it gives way', () => sleepy.notices.some(({ kind }) => kind === 'fenced'));
  const position = (await scene.state.standing())?.position ?? 0;
  return position < last ? [`moved back from ${last} to ${position}`] : scene.contradictions();
}

const SCENES: readonly [PlantedFault, () => Promise<readonly string[]>, RegExp][] = [
  ['relay.checkpoint-before-acknowledgement', failingSend, /lost: \d+/],
  ['relay.checkpoint-without-fence', sleepingPastTheLease, /moved back from \d+ to \d+/],
  ['relay.watermark-runs-ahead', failingSend, /watermark \d+ leaves out \d+/],
];

describe('planted faults of the relay', () => {
  it.each(SCENES)('%s is caught, and without it nothing is found', async (fault, play, finding) => {
    expect(await play()).toEqual([]);
    await scene.dispose();
    scene = await RelayScene.open();
    plantFault(fault);
    expect((await play()).join('\n')).toMatch(finding);
  });
});
