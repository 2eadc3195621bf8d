import { faultPoint, type RecordedEvent } from '@gongdan/core';
import type { Consumer, EventFeed } from './event-feed.js';
import { isEventsFault } from './failure.js';
import type { Policy, Reaction } from './policy.js';

/** Most reactions of one policy at once; those to events of one stream stay in order. */
export const REACTIONS_AT_ONCE_MAX = 16;
/** Most events a policy takes in one batch: its checkpoint moves when all of them were reacted to. */
const POLICY_BATCH_EVENTS_MAX = 100;

const policyConsumerName = (policy: string): string => `policy:${policy}`;

/** Runs policies as consumers of the feed: event in, commands out, checkpoint after them. */
export class PolicyRunner {
  constructor(private readonly feed: Pick<EventFeed, 'add'>) {}

  /** May be called before or after the feed was started. A new policy begins at the log’s start. */
  add(policy: Policy): Promise<void> {
    return this.feed.add(policyConsumer(policy));
  }
}

/**
 * A policy’s effect are commands with keys of their own, so it needs no transaction, and a reaction that
 * is repeated (a crash before the checkpoint) has no second effect.
 */
export function policyConsumer(policy: Policy): Consumer {
  const name = policyConsumerName(policy.name);
  /** Events of the batch in hand that were reacted to: not again when the batch is tried again. */
  const done = new Set<string>();
  return {
    name,
    types: policy.types,
    from: 'start',
    effect: 'commands',
    batchEventsMax: POLICY_BATCH_EVENTS_MAX,
    async prepare(events) {
      const waiting = events.filter((event) => !done.has(event.id));
      await inStreamOrder(waiting, async (event) => {
        await policy.react(event, reactionTo(name, event));
        done.add(event.id);
        await faultPoint('policy.after-command-before-checkpoint');
      });
    },
    handle: () => Promise.resolve(),
    afterCommit: () => done.clear(),
  };
}

const reactionTo = (actor: string, event: RecordedEvent): Reaction => ({
  actor,
  correlationId: event.correlationId,
  causationId: event.id,
  keyFor: (purpose) => `${actor}:${event.id}${purpose === '' ? '' : `:${purpose}`}`,
});

/**
 * Streams side by side, the events of each one after another. Answers when all are done; throws the
 * first failure after what could be done is done.
 */
async function inStreamOrder(
  events: readonly RecordedEvent[],
  react: (event: RecordedEvent) => Promise<void>,
): Promise<void> {
  const streams = [...Map.groupBy(events, ({ stream }) => stream).values()];
  const failures: unknown[] = [];
  const worker = async (): Promise<void> => {
    for (let next = streams.shift(); next !== undefined; next = streams.shift()) {
      try {
        for (const event of next) await react(event);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  const atOnce = Math.min(REACTIONS_AT_ONCE_MAX, streams.length);
  await Promise.all(Array.from({ length: atOnce }, worker));
  // One that is nobody's fault goes first: then nothing may be parked, and all is tried again.
  if (failures.length > 0) throw failures.find((failure) => !isEventsFault(failure)) ?? failures[0];
}
