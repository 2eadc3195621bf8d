import { beforeEach, describe, expect, it } from '@jest/globals';
import { instantOf, invariant, streamName } from '@gongdan/core';
import { InMemoryEventStore } from '@gongdan/event-store';
import { appendTo } from '../../testing/append-to.js';
import type { PostOutcome } from '../delivery/post.js';
import { pauseAfterMs, probePauseMs } from '../domain/retry-schedule.js';
import { PROBE_PAUSE_MS_MAX, STRAINED_FAILURES } from '../domain/webhook.js';
import type { Waiting } from './backlog.js';
import { Courier } from './courier.js';
import { WEBHOOK_DEFAULTS } from './webhook-settings.js';

const STREAMS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const PAUSES_MS = [5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400].map((seconds) => seconds * 1_000);

const random = { next: () => 0.5 };
const settings = { ...WEBHOOK_DEFAULTS, pausesMs: PAUSES_MS };
const assignment = {
  state: 'active',
  url: 'https://receiver.example/',
  filter: {},
  personal: false,
  isOwnerDisabled: false,
  generation: 0,
  position: STREAMS,
  pending: STREAMS,
  failures: 0,
  secrets: [],
} as const;

/** The receiver refuses at once while this says so. */
let isAway: (nowMs: number) => boolean;
let nowMs: number;
let round: AbortController;
/** When something was sent, by the virtual clock. */
let sentAtMs: number[];
beforeEach(() => {
  nowMs = 0;
  round = new AbortController();
  sentAtMs = [];
});

/** Delivers the first event of each of STREAMS streams, on a clock that only its pauses move. */
async function deliver(untilMs: number): Promise<void> {
  const store = new InMemoryEventStore({ now: () => instantOf(0) });
  const waiting = new Map<number, Waiting & { dueMs: number }>();
  for (let position = 1; position <= STREAMS; position++) {
    await appendTo(store, streamName('ticket', `${position}`), 'TicketRegistered');
  }
  for (const { position, stream, id, type } of (await store.readLog({ after: 0 })).events) {
    const event = { position, stream, eventId: id, eventType: type };
    waiting.set(position, { ...event, failures: 0, dueMs: 0 });
  }
  let failures = 0;
  const courier: Courier = new Courier(
    {
      due: (limit, without) => {
        const open = [...waiting.values()].filter(({ position }) => !without.includes(position));
        const later = open.filter(({ dueMs }) => dueMs > nowMs).map(({ dueMs }) => dueMs - nowMs);
        return Promise.resolve({
          due: open.filter(({ dueMs }) => dueMs <= nowMs).slice(0, limit),
          nextInMs: later.length === 0 ? undefined : Math.min(...later),
          nowMs,
        });
      },
    },
    {
      // As the recorder and the worker do it.
      add: ({ waiting: tried, outcome }) => {
        const isAccepted = outcome.error === null;
        failures = isAccepted ? 0 : failures + 1;
        const tries = tried.failures + 1;
        const pauseMs = pauseAfterMs(tries, PAUSES_MS, random) ?? Infinity;
        if (isAccepted) waiting.delete(tried.position);
        else waiting.set(tried.position, { ...tried, failures: tries, dueMs: nowMs + pauseMs });
        courier.rest(probePauseMs(failures, settings, random));
        return Promise.resolve();
      },
    },
    {
      store,
      settings,
      sender: {
        send: () => {
          sentAtMs.push(nowMs);
          const refused: PostOutcome = {
            statusCode: 503,
            error: 'answered 503',
            retryAfterMs: 0,
            durationMs: 1,
          };
          return Promise.resolve(isAway(nowMs) ? refused : { ...refused, error: null });
        },
      },
      pause: async (pauseMs, signal) => {
        await new Promise(setImmediate); // what is under way ends first
        if (signal?.aborted === true) return;
        invariant(pauseMs > 0, 'a courier that has nothing to do waits');
        nowMs += pauseMs;
        if (nowMs >= untilMs) round.abort();
      },
    },
    {
      isMine: () => true,
      atOnceMax: () => (failures >= STRAINED_FAILURES ? 1 : settings.deliveriesAtOnceMax),
      cut: new AbortController().signal,
      onTrouble: (trouble) => {
        throw trouble;
      },
    },
    () => nowMs,
  );
  await courier.run(assignment, round.signal);
}

describe('a courier whose receiver refuses at once', () => {
  it('asks it about once a minute, whatever is due', async () => {
    isAway = () => true;
    await deliver(10 * HOUR_MS);
    const burst = sentAtMs.filter((atMs) => atMs < 1_000).length;
    expect(burst).toBeLessThan(STRAINED_FAILURES + settings.deliveriesAtOnceMax);
    const lastHour = sentAtMs.filter((atMs) => atMs >= 9 * HOUR_MS).length;
    expect(lastHour).toBeGreaterThan(50);
    expect(lastHour).toBeLessThanOrEqual(60);
    const pauses = sentAtMs.slice(1).map((atMs, index) => atMs - (sentAtMs[index] ?? 0));
    expect(pauses.slice(burst)).toEqual(pauses.slice(burst).toSorted((a, b) => a - b));
    expect(Math.max(...pauses)).toBe(PROBE_PAUSE_MS_MAX * 1.1);
  });

  it('goes on at full speed once the receiver is back', async () => {
    isAway = (atMs) => atMs < HOUR_MS;
    await deliver(HOUR_MS + 2 * MINUTE_MS);
    const away = sentAtMs.filter((atMs) => atMs < HOUR_MS).length;
    expect(away).toBeLessThan(110);
    // All but those whose own pauses are not over: the store makes them due, which is not here.
    expect(sentAtMs.length - away).toBeGreaterThan(STREAMS - away);
  });
});
