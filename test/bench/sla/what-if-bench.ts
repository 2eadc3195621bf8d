import {
  ContractedEventStore,
  InMemoryKeyVault,
  PostgresEventStore,
  type EventStore,
} from '@gongdan/event-store';
import { readSettings } from '@gongdan/platform';
import { askWhatIf, loadPolicyBook, readOtherPromises } from '@gongdan/sla';
import { openBenchDatabase } from '../bench-database.js';
import { benchRow, type BenchOptions, type BenchRow } from '../bench-row.js';
import { createSchema } from '../bench-schema.js';
import { fillLog } from '../ticket-log.js';

export interface WhatIfBenchOptions extends BenchOptions {
  readonly events?: number;
  readonly repetitions?: number;
}

/** The house’s arrival in five hours, on other calendars: what is asked about. */
const OTHER_POLICY = `
id: house
version: 2
title: { en: Stricter, zh-CN: 更严 }
subject: ticket
order: 100
calendar: berlin
clocks:
  arrival:
    title: { en: Arrival, zh-CN: 到达 }
    start: [{ event: TicketRegistered }]
    stop: [{ event: TechnicianArrived }, { stateClass: resolved }]
    pause: [waiting-for-customer]
    targets: [{ within: PT5H }]
  resolution:
    title: { en: Resolution, zh-CN: 解决 }
    start: [{ event: TicketRegistered }]
    stop: [{ stateClass: resolved }]
    targets: [{ within: PT20H }]
`;

/**
 * Clocks that a what-if judges in a second, by both books, reading the log included. Beside it: reading the
 * same log alone, as many clocks in the time that takes.
 */
export async function runWhatIfBench(options: WhatIfBenchOptions = {}): Promise<BenchRow[]> {
  const { events = 120_000, repetitions = 5 } = options;
  const database = await openBenchDatabase();
  try {
    await createSchema(database.url);
    const raw = await PostgresEventStore.open({ connection: database.url });
    const store = new ContractedEventStore(raw, { vault: new InMemoryKeyVault() });
    await fillLog(store, events);
    const book = loadPolicyBook(readSettings({}));
    const texts = { policies: [{ name: 'other', text: OTHER_POLICY }], calendars: [] };
    const others = readOtherPromises(texts, book);
    const pairs: (readonly [number, number])[] = [];
    for (let repetition = 0; repetition <= repetitions; repetition++) {
      const readSeconds = await secondsOf(() => readAll(store));
      let clocks = 0;
      const seconds = await secondsOf(async () => {
        const answer = await askWhatIf(store, book, {
          ...others,
          from: 0,
          to: Date.now(),
          asOf: Date.now(),
          subjectsMax: events,
          changesMax: 1_000,
        });
        clocks = answer.clocks;
      });
      if (repetition > 0) pairs.push([clocks / seconds, clocks / readSeconds]);
    }
    await store.close();
    return [
      benchRow(
        {
          suite: 'what-if',
          case: `clocks judged, ${events} events`,
          unit: 'clocks/s',
          control: 'reading the log alone',
        },
        pairs,
      ),
    ];
  } finally {
    await database.remove();
  }
}

async function secondsOf(work: () => Promise<void>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return (performance.now() - startedMs) / 1_000;
}

async function readAll(store: Pick<EventStore, 'readLog' | 'lastPosition'>): Promise<void> {
  const end = await store.lastPosition();
  for (let after = 0; after < end;) after = (await store.readLog({ after })).lastPosition;
}
