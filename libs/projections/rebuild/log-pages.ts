import type { EventStore, LogPage } from '@gongdan/event-store';

export interface LogReading {
  readonly after: number;
  readonly types: readonly string[];
  readonly limit: number;
}

/** The log from a position to its end. While one page is being worked on the next one is on its way. */
export async function* logPages(
  store: Pick<EventStore, 'readLog'>,
  { after, types, limit }: LogReading,
): AsyncGenerator<LogPage, void> {
  const read = (from: number): Promise<LogPage> => {
    const page = store.readLog({ after: from, limit, types });
    page.catch(() => undefined); // met when it is awaited; until then nobody listens
    return page;
  };
  let position = after;
  let coming = read(position);
  for (;;) {
    const page = await coming;
    if (page.lastPosition <= position) return;
    position = page.lastPosition;
    coming = read(position);
    yield page;
  }
}
