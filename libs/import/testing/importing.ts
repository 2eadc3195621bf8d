import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { Clock, RecordedEvent } from '@gongdan/core';
import { ContractedEventStore, InMemoryEventStore, InMemoryKeyVault } from '@gongdan/event-store';
import { importEventLog, type ImportOptions } from '../import-event-log.js';
import type { ImportResult } from '../import-result.js';
import { loadMapping } from '../mapping/load-mapping.js';
import { RejectsFile } from '../write/rejects-file.js';
import { workflows } from './planning.js';
import { NOW } from './reading.js';

const FIXTURES = join(import.meta.dirname, '../../../test/import/fixtures');
export const SERVICENOW = {
  file: join(FIXTURES, 'servicenow-incidents.extract.csv'),
  mapping: join(import.meta.dirname, '../../../config/imports/servicenow-incidents.yaml'),
};
export const REPAIR_ORDERS = {
  file: join(FIXTURES, 'repair-orders.csv'),
  mapping: join(FIXTURES, 'repair-orders.yaml'),
};

const clock: Clock = { now: () => NOW };

export const memoryStore = (): ContractedEventStore =>
  new ContractedEventStore(new InMemoryEventStore(clock), { vault: new InMemoryKeyVault() });

/** A folder for rejects, checkpoints and made-up logs; `done` removes it. */
export class Workshop {
  readonly folder = mkdtempSync(join(tmpdir(), 'gongdan-import-test-'));
  readonly rejectsPath = join(this.folder, 'rejects.csv');

  import(
    source: { readonly file: string; readonly mapping: string },
    more: Partial<ImportOptions> = {},
  ): Promise<ImportResult> {
    return importEventLog({
      file: source.file,
      mapping: loadMapping(source.mapping),
      workflows,
      clock,
      rejects: new RejectsFile(this.rejectsPath),
      ...more,
    });
  }

  write(name: string, content: string | Uint8Array): string {
    const path = join(this.folder, name);
    writeFileSync(path, content);
    return path;
  }

  /** The rejects file, read by a CSV library that is not ours. */
  rejects(): Record<string, string>[] {
    return parse(readFileSync(this.rejectsPath, 'utf8'), { columns: true });
  }

  done(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** All that a log says, but for positions and what follows from them. */
export async function contentOf(
  store: Pick<ContractedEventStore, 'readLog'>,
): Promise<Map<string, Omit<RecordedEvent, 'position' | 'recordedAt' | 'hash'>[]>> {
  const streams = new Map<string, Omit<RecordedEvent, 'position' | 'recordedAt' | 'hash'>[]>();
  for (let after = 0; ;) {
    const page = await store.readLog({ after });
    if (page.events.length === 0) break;
    for (const { position: _p, recordedAt: _r, hash: _h, ...content } of page.events) {
      const events = streams.get(content.stream) ?? [];
      if (events.length === 0) streams.set(content.stream, events);
      events.push(content);
    }
    after = page.lastPosition;
  }
  return new Map([...streams].sort(([one], [other]) => one.localeCompare(other)));
}

/** What a result says beside the time it took. */
export const countsOf = ({ seconds: _seconds, ...counts }: ImportResult) => counts;

/** A small log’s: three states, four columns. */
export const SMALL_MAPPING = `log: small
times: { formats: ['yyyy-MM-dd HH:mm'], zone: UTC }
fields:
  case: { column: Auftrag }
  state: { column: Stand }
  time: { column: Zeit }
  customer: { column: Kunde, whenEmpty: Somebody }
  title: { column: Auftrag }
  category: { value: paid }
states:
  neu: { to: registered }
  fertig: { to: finished }
  zu: { to: closed }
`;
