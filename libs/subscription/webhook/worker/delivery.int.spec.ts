import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { eventually } from '../../../../test/setup/eventually.js';
import { seededRandom } from '../../../../test/setup/random.js';
import { positionsByStream, Receiver, type Answer } from '../testing/receiver.js';
import { remark, WebhookScene } from '../../../../test/setup/webhook-scene.js';

let scene: WebhookScene;
let receiver: Receiver;
beforeAll(async () => {
  scene = await WebhookScene.open();
  receiver = await Receiver.open(() => 204);
});
afterEach(async () => {
  await scene.removeAll();
  receiver.received.length = 0;
  receiver.behavesLike(() => 204);
});
afterAll(async () => {
  await scene.close();
  await receiver.close();
});

const ascending = (positions: readonly number[]) => positions.toSorted((a, b) => a - b);

/** Every event of the log was accepted, and of each stream the first acceptances came in order. */
async function expectEverythingInOrder(): Promise<void> {
  const { events } = await scene.test.engine.store.readLog({ after: 0 });
  const seen = new Set<string>();
  const first = receiver.accepted.filter(({ id }) => !seen.has(id) && seen.add(id));
  expect(ascending(first.map(({ position }) => position))).toEqual(
    events.map(({ position }) => position),
  );
  for (const [stream, positions] of Object.entries(positionsByStream(first))) {
    expect([stream, positions]).toEqual([stream, ascending(positions)]);
  }
}

describe('a webhook', () => {
  it('is sent every event of the log as a signed CloudEvent, then what happens', async () => {
    await scene.write(30);
    const { id, secret } = await scene.webhook(receiver.url);
    scene.process();
    await scene.delivered(id);
    await scene.write(20);
    await scene.delivered(id);
    await expectEverythingInOrder();
    expect(receiver.received.length).toBe(receiver.accepted.length);
    for (const { headers, body, event } of receiver.received) {
      expect(new Webhook(secret).verify(body, headers)).toEqual(event);
      expect(headers).toMatchObject({
        'content-type': 'application/cloudevents+json',
        'webhook-id': event.id,
        host: `127.0.0.1:${receiver.port}`,
      });
      expect(event).toMatchObject({ specversion: '1.0', type: 'gongdan.TicketCommented.v1' });
    }
    expect(await scene.view(id)).toMatchObject({ state: 'active', pending: 0, failures: 0 });
  });

  it('keeps the order of every stream under every kind of failure', async () => {
    const random = seededRandom(4);
    const kinds: readonly Answer[] = [500, 503, 302, 404, 'reset', 'silence'];
    receiver.behavesLike(() =>
      random() < 0.3 ? (kinds[Math.floor(random() * kinds.length)] ?? 500) : 200,
    );
    const { id } = await scene.webhook(receiver.url);
    await scene.write(200, 20);
    scene.process({ answerMsMax: 250, settings: { pausesMs: Array(30).fill(2) } });
    await scene.delivered(id);
    await expectEverythingInOrder();
    expect(receiver.received.length).toBeGreaterThan(receiver.accepted.length * 1.2);
    // Nothing of a stream is sent before its predecessor was accepted.
    const waiting = new Map<string, string>();
    for (const { event, answer } of receiver.received) {
      const before = waiting.get(event.subject);
      if (before !== undefined) expect(event.id).toBe(before);
      if (answer === 200) waiting.delete(event.subject);
      else waiting.set(event.subject, event.id);
    }
  });

  it.each<Answer>(['cut-body', 'slow-body', 'endless-body', 299, 200])(
    'takes the status for the answer, whatever becomes of its body (%s)',
    async (answer) => {
      const after = await scene.test.engine.store.lastPosition();
      const { id } = await scene.webhook(receiver.url, { after });
      await scene.write(3, 3);
      receiver.behavesLike(() => answer);
      scene.process();
      await scene.delivered(id);
      expect(receiver.received).toHaveLength(3);
    },
  );

  it('lets other streams pass one that is refused', async () => {
    const after = await scene.test.engine.store.lastPosition();
    const { id } = await scene.webhook(receiver.url, { after });
    const [poisoned] = await scene.write(40, 4);
    const isPoisoned = (subject: string) => poisoned === `ticket-${subject}`;
    receiver.behavesLike(({ subject }) => (isPoisoned(subject) ? 500 : 200));
    scene.process({ settings: { pausesMs: Array(1_000).fill(20) } });
    await eventually('30 events passed', async () => (await scene.view(id)).pending === 10);
    expect(receiver.accepted).toHaveLength(30);
    const refused = receiver.received.filter(({ event }) => isPoisoned(event.subject));
    expect(new Set(refused.map(({ event }) => event.id)).size).toBe(1);
    const view = await scene.view(id);
    expect(view).toMatchObject({ state: 'active', lastFailure: 'answered 500' });
    receiver.behavesLike(() => 200);
    await scene.delivered(id);
    const late = receiver.accepted.filter(({ subject }) => isPoisoned(subject));
    expect(late.map(({ streamversion }) => streamversion)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('sends several streams at once, but not more than its limit', async () => {
    const after = await scene.test.engine.store.lastPosition();
    const { id } = await scene.webhook(receiver.url, { after });
    await scene.write(60, 30);
    receiver.atOnceMax = 0;
    receiver.behavesLike(async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return 200;
    });
    scene.process({ settings: { deliveriesAtOnceMax: 3 } });
    await scene.delivered(id);
    expect(receiver.atOnceMax).toBe(3);
  });

  it('reads no more of the log than there is room for', async () => {
    const after = await scene.test.engine.store.lastPosition();
    const { id } = await scene.webhook(receiver.url, { after });
    await scene.write(150, 2);
    receiver.behavesLike(() => 500);
    scene.process({ settings: { pendingMax: 100, pausesMs: Array(1_000).fill(50) } });
    await eventually('the room is taken', async () => (await scene.view(id)).pending > 0);
    await eventually('it was tried', () => receiver.received.length > 20);
    const { pending, readPosition } = await scene.view(id);
    expect([pending, readPosition]).toEqual([100, after + 100]);
    receiver.behavesLike(() => 200);
    await scene.delivered(id);
    expect(receiver.accepted).toHaveLength(150);
  });

  it('is sent only what passes its filter', async () => {
    const after = await scene.test.engine.store.lastPosition();
    const [stream, other] = await scene.write(4, 2);
    await scene.append(stream, {
      type: 'TicketPrioritised',
      data: { priority: 'high', previousPriority: 'normal' },
    });
    await scene.append(other, {
      type: 'TicketPrioritised',
      data: { priority: 'high', previousPriority: 'normal' },
    });
    const types = ['TicketPrioritised'];
    const byType = await scene.webhook(receiver.url, { after, filter: { types } });
    const byStream = await scene.webhook(receiver.url, {
      after,
      filter: { stream: String(stream) },
    });
    const byBoth = await scene.webhook(receiver.url, {
      after,
      filter: { types, stream: String(stream) },
    });
    scene.process();
    for (const { id } of [byType, byStream, byBoth]) await scene.delivered(id);
    const verifiedBy = (secret: string) =>
      receiver.received.filter(({ headers, body }) => {
        try {
          new Webhook(secret).verify(body, headers);
          return true;
        } catch {
          return false;
        }
      });
    expect(verifiedBy(byType.secret)).toHaveLength(2);
    expect(verifiedBy(byStream.secret)).toHaveLength(3);
    expect(verifiedBy(byBoth.secret)).toHaveLength(1);
  });

  it('seals personal texts unless it may have them, and forgets them in a retry, too', async () => {
    const after = await scene.test.engine.store.lastPosition();
    const sealed = await scene.webhook(receiver.url, { after });
    const open = await scene.webhook(`${receiver.url}&open=1`, { after, personal: true });
    await scene.append(undefined, remark('Call Customer One'), 'customer-one');
    receiver.behavesLike(() => 500);
    scene.process({ settings: { pausesMs: Array(1_000).fill(20) } });
    const texts = () => new Set(receiver.received.map(({ event }) => event.data['text']));
    await eventually('both were tried', () => texts().size === 2);
    expect(texts()).toEqual(new Set(['[sealed]', 'Call Customer One']));
    await scene.test.engine.keyVault.destroy('customer-one');
    const before = receiver.received.length;
    await eventually('both were tried again', () => receiver.received.length > before + 20);
    receiver.received.length = 0;
    receiver.behavesLike(() => 200);
    for (const { id } of [sealed, open]) await scene.delivered(id);
    expect(texts()).toEqual(new Set(['[forgotten]']));
  });
});
