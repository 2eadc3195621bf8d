import type { ResolvedEvent, StreamSubscription } from '@kurrent/kurrentdb-client';
import type { RecordedEvent } from '@gongdan/core';
import type { LogPage } from '../event-store.js';
import type { CheckedLogRange } from '../read-validation.js';
import { Waiters } from '../waiters.js';
import { recordOf } from './kurrent-connection.js';
import { failureOfRead } from './kurrent-failures.js';
import type { KurrentRecord } from './kurrent-record.js';
import { unavailable } from '../store-failures.js';

/** Makes pages of what a catch-up subscription to the log brings, until `signal` aborts. */
export async function* catchUp(
  subscription: StreamSubscription,
  { after, limit, types }: CheckedLogRange,
  signal: AbortSignal,
  eventsOf: (records: readonly KurrentRecord[], after: number) => Promise<readonly RecordedEvent[]>,
): AsyncGenerator<LogPage, void> {
  const news = new Waiters();
  const wanted = types && new Set(types);
  let failure: Error | undefined;
  const fail = (error: unknown) => {
    failure ??= failureOfRead(error);
    news.wakeAll();
  };
  subscription.on('readable', () => news.wakeAll());
  subscription.on('error', fail);
  subscription.on('end', () => fail(unavailable('the subscription has ended')));
  try {
    let lastPosition = after;
    while (!signal.aborted) {
      const { seen } = news;
      const records = drain(subscription, limit, lastPosition);
      const newest = records.at(-1);
      if (newest === undefined) {
        if (failure) throw failure;
        await news.wait(seen, signal);
        continue;
      }
      const events = await eventsOf(records, lastPosition);
      if (signal.aborted) return;
      lastPosition = newest.revision + 1;
      yield {
        events: wanted ? events.filter(({ type }) => wanted.has(type)) : events,
        lastPosition,
      };
    }
  } finally {
    void subscription.unsubscribe().catch(() => undefined); // it never came about
  }
}

/** What has arrived, at most `limit`; servers differ in whether a subscription repeats its first record. */
function drain(subscription: StreamSubscription, limit: number, after: number): KurrentRecord[] {
  const records: KurrentRecord[] = [];
  while (records.length < limit) {
    const resolved = (subscription as unknown as { read(): ResolvedEvent | null }).read();
    if (resolved === null) break;
    const record = recordOf(resolved);
    if (record.revision >= after) records.push(record);
  }
  return records;
}
