import type { EventStore } from '@gongdan/event-store';

type Log = Pick<EventStore, 'lastPosition' | 'readLog'>;

/** The first stretch before the log’s end that is searched for the newest ones; the next is twice as long. */
const STRETCH_EVENTS = 1_000;

/** The position after which the newest `count` events of these types are. */
export async function startOfNewest(
  log: Log,
  count: number,
  types: readonly string[] | undefined,
): Promise<number> {
  let end = await log.lastPosition();
  if (types === undefined) return Math.max(end - count, 0);
  let missing = count;
  for (let length = STRETCH_EVENTS; end > 0; length *= 2) {
    const start = Math.max(end - length, 0);
    let found = 0;
    for await (const _position of positionsOf(log, start, end, types)) found += 1;
    if (found >= missing) {
      return beforeNth(found - missing + 1, positionsOf(log, start, end, types));
    }
    missing -= found;
    end = start;
  }
  return 0;
}

/** The position just before the n-th of these, which is there. */
async function beforeNth(n: number, positions: AsyncIterable<number>): Promise<number> {
  let passed = 0;
  for await (const position of positions) if (++passed === n) return position - 1;
  return 0;
}

/** Of the events of these types in (start, end], one page after another. */
async function* positionsOf(
  log: Log,
  start: number,
  end: number,
  types: readonly string[],
): AsyncGenerator<number> {
  for (let after = start; after < end;) {
    const page = await log.readLog({ after, types });
    for (const { position } of page.events) if (position <= end) yield position;
    if (page.lastPosition === after) return;
    after = page.lastPosition;
  }
}
