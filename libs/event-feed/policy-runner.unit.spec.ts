import { describe, expect, it } from '@jest/globals';
import { GongdanError, streamName, type Instant, type RecordedEvent } from '@gongdan/core';
import type { ClientBase } from 'pg';
import type { Consumer } from './event-feed.js';
import type { Policy, Reaction } from './policy.js';
import { PolicyRunner, REACTIONS_AT_ONCE_MAX } from './policy-runner.js';

const rated = (position: number, stream = `survey-${position}`): RecordedEvent => ({
  id: `event-${position}`,
  type: 'SurveyAnswered',
  schemaVersion: 1,
  data: {},
  actor: 'customer:one',
  occurredAt: '2026-03-02T01:00:00.000Z' as Instant,
  recordedAt: '2026-03-02T01:00:00.000Z' as Instant,
  correlationId: `request-${position}`,
  causationId: null,
  customerId: null,
  position,
  stream: streamName('survey', stream),
  version: 1,
  hash: '',
});

async function consumerOf(react: Policy['react']): Promise<Consumer> {
  const added: Consumer[] = [];
  const runner = new PolicyRunner({ add: async (consumer) => void added.push(consumer) });
  await runner.add({ name: 'open-complaint', types: ['SurveyAnswered'], react });
  const [consumer] = added;
  if (!consumer) throw new Error('not added');
  return consumer;
}

const noTransaction = {} as ClientBase;

describe('PolicyRunner', () => {
  it('hands a policy what its commands must carry', async () => {
    const reactions: Reaction[] = [];
    const consumer = await consumerOf(async (_, reaction) => void reactions.push(reaction));
    expect(consumer).toMatchObject({
      name: 'policy:open-complaint',
      types: ['SurveyAnswered'],
      from: 'start',
    });
    await consumer.prepare?.([rated(7)]);
    await consumer.handle([rated(7)], noTransaction);
    expect(reactions).toEqual([
      {
        actor: 'policy:open-complaint',
        correlationId: 'request-7',
        causationId: 'event-7',
        keyFor: expect.any(Function),
      },
    ]);
    expect(reactions[0]?.keyFor('gift')).toBe('policy:open-complaint:event-7:gift');
    expect(reactions[0]?.keyFor('')).toBe('policy:open-complaint:event-7');
  });

  it('reacts to a stream in order, to many streams side by side, within its limit', async () => {
    let [running, most] = [0, 0];
    const order = new Map<string, number[]>();
    const consumer = await consumerOf(async ({ stream, position }) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      order.set(stream, [...(order.get(stream) ?? []), position]);
      running -= 1;
    });
    const streams = REACTIONS_AT_ONCE_MAX + 4;
    const events = Array.from({ length: streams * 3 }, (_, n) => rated(n, `${n % streams}`));
    await consumer.prepare?.(events);
    expect(most).toBe(REACTIONS_AT_ONCE_MAX);
    for (const [stream, positions] of order) {
      expect({ stream, positions }).toEqual({
        stream,
        positions: positions.toSorted((a, b) => a - b),
      });
    }
    expect([...order.values()].flat()).toHaveLength(streams * 3);
  });

  it('does not repeat, in the batch’s next try, what it reacted to', async () => {
    const reacted: number[] = [];
    let healthy = false;
    const consumer = await consumerOf(async ({ position }) => {
      if (position === 2 && !healthy) throw new Error('not yet');
      reacted.push(position);
    });
    const batch = [rated(1), rated(2), rated(3)];
    await expect(consumer.prepare?.(batch)).rejects.toThrow('not yet');
    healthy = true;
    await consumer.prepare?.(batch);
    expect(reacted).toEqual([1, 3, 2]);
    consumer.afterCommit?.(3);
    await consumer.prepare?.([rated(1)]); // a replay after the commit is a new reaction
    expect(reacted).toEqual([1, 3, 2, 1]);
  });

  it('says that the store is away rather than that an event is bad', async () => {
    const consumer = await consumerOf(async ({ position }) => {
      if (position === 1) throw new Error('bad event');
      throw new GongdanError({ code: 'X.Y', category: 'transient', message: 'away' });
    });
    await expect(consumer.prepare?.([rated(1), rated(2)])).rejects.toThrow('away');
  });
});
