import { join } from 'node:path';
import type { Clock } from '@gongdan/core';
import {
  existingSigningKeyIn,
  isEventStoreSetUp,
  logLost,
  openKurrentEventStore,
  PostgresEventStore,
  readHead,
  type EventStore,
  type HeadReading,
} from '@gongdan/event-store';
import { systemClock } from '../ports/index.js';
import type { Settings } from '../settings/index.js';

export interface LogOptions {
  readonly settings: Settings;
  readonly databaseUrl: string;
  /** Absolute path of DATA_DIR; the keys and the head of the log may not be there. */
  readonly dataFolder: string;
  readonly clock?: Clock;
}

/** KurrentDB where its address is set, else PostgreSQL. */
export const openRawStore = ({
  databaseUrl,
  settings: { kurrentdbUrl },
  clock = systemClock,
}: LogOptions): Promise<EventStore> =>
  kurrentdbUrl === undefined
    ? PostgresEventStore.open({ connection: databaseUrl })
    : openKurrentEventStore({ connection: kurrentdbUrl, clock });

export const keysFolderOf = (dataFolder: string): string => join(dataFolder, 'keys');

export const headPathOf = (dataFolder: string): string => join(dataFolder, 'log-head.json');

/** What the signed head says, for who only looks: no key is made. */
export const readLogHead = async (dataFolder: string): Promise<HeadReading> =>
  readHead(headPathOf(dataFolder), await existingSigningKeyIn(keysFolderOf(dataFolder)));

/**
 * Else a first start would be taken to have come, and a new log be begun. Asked before the migrations, so that the
 * database, which may be another’s or one to restore into, stays as it is. Throws `STORE.LOG_LOST`.
 */
export async function refuseLostLog(options: LogOptions): Promise<void> {
  const found = await readLogHead(options.dataFolder);
  if (!('head' in found) || found.head.lastPosition === 0) return;
  if (await isEmpty(options)) throw logLost(headPathOf(options.dataFolder), found.head);
}

async function isEmpty(options: LogOptions): Promise<boolean> {
  const { databaseUrl, settings } = options;
  if (settings.kurrentdbUrl === undefined && !(await isEventStoreSetUp(databaseUrl))) return true;
  const store = await openRawStore(options);
  try {
    return (await store.lastPosition()) === 0;
  } finally {
    await store.close();
  }
}

/** The log as it is stored, and its head. */
export interface OpenLog {
  readonly rawStore: Pick<EventStore, 'readLog' | 'lastPosition'>;
  readonly head: { read(): Promise<HeadReading> };
  close(): Promise<void>;
}

/**
 * For who only looks at the log (verify): migrates nothing, makes no key and needs none, and may have a
 * database that can only be read. Throws `STORE.NOT_SET_UP` where there is no log.
 */
export async function openLog(options: LogOptions): Promise<OpenLog> {
  const rawStore = await openRawStore(options);
  return {
    rawStore,
    head: { read: () => readLogHead(options.dataFolder) },
    close: () => rawStore.close(),
  };
}
