import { existsSync } from 'node:fs';
import { messageOf, type Clock } from '@gongdan/core';
import {
  ContractedEventStore,
  FileKeyVault,
  HeadFile,
  HeadKeeper,
  signingKeyIn,
  vaultLost,
  type EventStore,
  type Finding,
} from '@gongdan/event-store';
import { MeasuredEventStore, type EngineMetrics } from '../metrics/index.js';
import type { Closer } from './closers.js';
import { headPathOf, keysFolderOf, openRawStore, type LogOptions } from './open-log.js';

interface StoreOptions extends LogOptions {
  readonly note: (line: string) => void;
}

/** The log as it is stored, and as the engine sees it: within its contracts, opened, and measured. */
export async function openStores(options: StoreOptions, metrics: EngineMetrics, closers: Closer[]) {
  const { dataFolder, note } = options;
  const keysFolder = keysFolderOf(dataFolder);
  const rawStore = await openRawStore(options);
  closers.push(() => rawStore.close());
  await refuseLostKeys(keysFolder, rawStore);
  const keyVault = await FileKeyVault.open(keysFolder);
  const headFile = new HeadFile(headPathOf(dataFolder), await signingKeyIn(keysFolder));
  const contracted = new ContractedEventStore(rawStore, {
    vault: keyVault,
    onUnreadable: (text) => note(`A sealed text cannot be read: ${JSON.stringify(text)}`),
  });
  const store: EventStore = new MeasuredEventStore(contracted, metrics);
  return { keysFolder, keyVault, headFile, rawStore, store, contracted };
}

/**
 * An empty folder was made by somebody who knows that the keys are lost. The log is asked first: another process
 * that begins it at this moment has made the folder before. Throws `KEY_VAULT.LOST`.
 */
export async function refuseLostKeys(
  keysFolder: string,
  store: Pick<EventStore, 'lastPosition'>,
): Promise<void> {
  const events = await store.lastPosition();
  if (events > 0 && !existsSync(keysFolder)) throw vaultLost(keysFolder, events);
}

/**
 * Follows the log in a started engine; a program that has only appended (an import) writes the head at its
 * end, and one that has only looked (verify) leaves it as it is.
 */
export async function composeHeadKeeper(
  { note }: StoreOptions,
  parts: { readonly rawStore: EventStore; readonly headFile: HeadFile; readonly clock: Clock },
  closers: Closer[],
): Promise<Pick<HeadKeeper, 'start'>> {
  const { rawStore, headFile, clock } = parts;
  const keeper = new HeadKeeper(rawStore, headFile, clock, {
    onFinding: (finding) => note(headFindingLine(headFile.path, finding)),
    onFailure: (error) => note(`The log’s head could not be written: ${messageOf(error)}`),
  });
  const before = await rawStore.lastPosition();
  let started = false;
  closers.push(async () => {
    if (started || (await hasGrown(rawStore, before))) await keeper.close();
  });
  return {
    start: () => {
      started = true;
      keeper.start();
    },
  };
}

/** What to do is part of it: the engine goes on, and the head stays as it is until somebody does something. */
export const headFindingLine = (path: string, { kind, message }: Finding): string =>
  kind === 'forged-head'
    ? `The signed head of the log cannot be trusted: ${message} \`gongdan verify\` says whether the log itself is whole.`
    : `The log contradicts its signed head, ${path}: ${message} \`gongdan verify\` says more. After a restore from a backup remove the file, as docs/how-to/back-up-and-restore.md says.`;

async function hasGrown(store: EventStore, before: number): Promise<boolean> {
  try {
    return (await store.lastPosition()) > before;
  } catch {
    return true; // away: the keeper says so itself
  }
}
