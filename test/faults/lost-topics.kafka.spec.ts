import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { armFaultPoint } from '@gongdan/core';
import { realPause, rewindRelay, type Pause } from '@gongdan/event-feed';
import { gate } from '../../libs/event-feed/testing/gate.js';
import { CONSUMER, RelayScene, type RelayProcess } from './relay-scene.js';

const TEST_MS_MAX = 90_000;

let scene: RelayScene;
let disarm: () => void = () => undefined;
beforeEach(async () => {
  scene = await RelayScene.open();
});
afterEach(async () => {
  disarm();
  await scene.dispose();
});

const saysLost = ({ notices }: RelayProcess, from = 0): boolean =>
  notices.slice(from).some(({ message }) => message.includes('the broker has lost records'));

const saysRecordsLost = (relay: RelayProcess): Promise<void> =>
  scene.until('the relay says that records are lost', () => saysLost(relay));

const rewind = (position: number, pause: Pause = realPause): Promise<number> => {
  const { broker, topics } = scene.topics;
  return rewindRelay({ broker, topics, state: scene.state, pause }, position);
};

/** As `gongdan topics create` after somebody has deleted them, or one of them. */
async function makeAnew(topics: readonly string[] = scene.topics.topics.all): Promise<void> {
  await scene.withAdmin((admin) => admin.deleteTopics({ topics: [...topics] }));
  await scene.topics.create();
}

const ofComplaints = (): string => {
  const found = scene.topics.topics.events.find((topic) => topic.includes('complaints'));
  if (found === undefined) throw new Error('there is no topic of complaints');
  return found;
};

/** A relay and a feed that have published, and handled, so many events. */
async function running(events: number): Promise<RelayProcess> {
  const relay = scene.relay();
  await scene.reading();
  await scene.published(await scene.write(events));
  await scene.reached();
  return relay;
}

/** The topics tell the log as they should, and every consumer has had every event once and in order. */
async function expectEverythingOnce(): Promise<void> {
  await scene.reading({}, 'test:new');
  await scene.published(await scene.store.lastPosition());
  expect(await scene.contradictions()).toEqual([]);
  for (const name of [CONSUMER, 'test:new']) {
    await scene.reached(name);
    expect(await scene.effects(name)).toEqual(await scene.positions());
  }
}

describe('topics that were deleted and made anew', () => {
  it(
    'while all stood still: nothing is published before the relay is set back, then everything',
    async () => {
      const before = scene.relay();
      const feed = await scene.reading();
      await scene.published(await scene.write(40));
      await scene.reached();
      await Promise.all([before.stop(), feed.stop()]);
      await makeAnew();

      const after = scene.relay();
      await scene.write(20);
      await saysRecordsLost(after);
      expect(await scene.records()).toEqual([]);
      await scene.reading();
      await rewind(0);
      await expectEverythingOnce();
    },
    TEST_MS_MAX,
  );

  it(
    'under a relay and a feed that run: what was sent before it was noticed is in nobody’s way',
    async () => {
      const relay = await running(40);
      await makeAnew();
      await scene.write(20);
      await saysRecordsLost(relay);
      await rewind(0);
      await expectEverythingOnce();
    },
    TEST_MS_MAX,
  );

  it(
    'stay lost where what was sent since is more than what was there',
    async () => {
      const relay = await running(14);
      const [stream] = scene.streams;
      if (stream === undefined) throw new Error('the scene has no streams');
      const { position: published } = (await scene.state.standing()) ?? {};
      await makeAnew();
      const many = Array.from({ length: 100 }, (_, n) => `${n}`);
      await scene.remarks(stream, many);
      await saysRecordsLost(relay);
      const said = () => relay.notices.filter(({ kind }) => kind === 'retrying');
      await scene.until('it has tried again', () => said().length > 2);
      for (const { message } of said()) expect(message).toMatch(/the broker has lost records/);
      expect((await scene.state.standing())?.position).toBe(published);
      await rewind(0);
      await expectEverythingOnce();
    },
    TEST_MS_MAX,
  );

  it(
    'before the relay noticed: who sets it back waits, and removes what it has sent meanwhile',
    async () => {
      await running(40);
      await makeAnew();
      const resumed = gate();
      let isHeld = false;
      disarm = armFaultPoint('relay.before-send', () => {
        isHeld = true;
        return resumed.opened;
      });
      await scene.write(3);
      await scene.until('the relay is about to send', () => isHeld);
      const { events } = scene.topics.topics;
      await rewind(0, async (believedMs) => {
        expect(believedMs).toBeGreaterThan(0);
        disarm();
        resumed.open();
        await scene.until('it was sent', async () =>
          (await scene.records()).some(({ topic }) => events.includes(topic)),
        );
      });
      await expectEverythingOnce();
    },
    TEST_MS_MAX,
  );

  it(
    'need all of the log: another position is refused, and the relay goes on to say why',
    async () => {
      const relay = await running(40);
      await makeAnew([ofComplaints()]);
      await scene.write(20);
      await saysRecordsLost(relay);
      await expect(rewind(20)).rejects.toMatchObject({ code: 'KAFKA.RECORDS_LOST' });
      const { length } = relay.notices;
      await scene.until('it says so again', () => saysLost(relay, length));
      await rewind(0);
      await expectEverythingOnce();
      // Of the others nothing was removed: what they had comes a second time, behind it.
      const tickets = (await scene.records()).filter(({ topic }) => topic.includes('tickets'));
      const positions = tickets.map(({ message }) => String(message.headers?.['ce_position']));
      expect(new Set(positions).size).toBeLessThan(positions.length);
    },
    TEST_MS_MAX,
  );
});

describe('topics that have everything', () => {
  it(
    'are published to again from any position, and nothing is removed',
    async () => {
      await running(40);
      const before = await scene.records();
      await rewind(20);
      await scene.write(10);
      await expectEverythingOnce();
      const after = await scene.records();
      const places = new Set(
        after.map(({ topic, partition, offset }) => `${topic}/${partition}/${offset}`),
      );
      for (const { topic, partition, offset } of before) {
        expect(places).toContain(`${topic}/${partition}/${offset}`);
      }
    },
    TEST_MS_MAX,
  );

  it('are not published to again from where nothing was published', async () => {
    await running(10);
    await expect(rewind(11)).rejects.toMatchObject({ code: 'KAFKA.BEYOND_PUBLISHED' });
    await scene.published(await scene.write(10)); // nobody was disturbed
    expect((await scene.state.standing())?.epoch).toBe(1);
  });
});
