import { READ_EVENTS_MAX, type EventStore } from '../event-store.js';
import type { Finding } from './finding.js';
import { checkReading, compareWithHead, cutTail } from './head-check.js';
import type { HeadFile, HeadReading, LogHead } from './head-file.js';
import { LogCheck } from './log-check.js';

/** Most findings a report holds; the others are counted. */
export const FINDINGS_MAX = 1_000;

export interface VerifyProgress {
  readonly position: number;
  /** Where verification will end: the log’s end when it began. */
  readonly lastPosition: number;
  readonly findings: number;
}

export interface VerifyOptions {
  readonly progress?: (progress: VerifyProgress) => void;
  /** Rejects with its reason. */
  readonly signal?: AbortSignal;
  /** Also compares the log with its signed head. */
  readonly head?: Pick<HeadFile, 'read'>;
}

export interface VerifyReport {
  readonly events: number;
  readonly streams: number;
  readonly lastPosition: number;
  /** Empty: the log is whole. At most FINDINGS_MAX. */
  readonly findings: readonly Finding[];
  readonly findingsLeftOut: number;
  /** What the head was found to be; undefined: it was not asked for. */
  readonly head: HeadReading['status'] | undefined;
}

/**
 * Reads the whole log in pages and checks that positions and versions are gapless, that every stream’s
 * hash chain fits, and that no event was recorded earlier than the one before it. Needs the store as it
 * is stored (`ContractedEventStore.raw`): hashes are those of the sealed form. Changes nothing and may run
 * beside a working engine; what is appended meanwhile is not looked at. Costs one read of the log, about
 * 10 µs of this process per event, and about 220 bytes of memory per stream.
 */
export async function verifyLog(
  store: Pick<EventStore, 'readLog' | 'lastPosition'>,
  options: VerifyOptions = {},
): Promise<VerifyReport> {
  const { progress, signal } = options;
  // The head first: an honest log has everything by now that a head read earlier names.
  const reading = await options.head?.read();
  const end = await store.lastPosition();
  const verification = new Verification(reading);
  if (reading) verification.add(checkReading(reading, end === 0));
  for (let after = 0; after < end;) {
    signal?.throwIfAborted();
    const page = await store.readLog({ after, limit: Math.min(READ_EVENTS_MAX, end - after) });
    if (page.lastPosition <= after) break;
    after = page.lastPosition;
    for (const event of page.events) verification.check(event);
    progress?.({ position: after, lastPosition: end, findings: verification.findingCount });
  }
  return verification.finish(end);
}

class Verification {
  private readonly log = new LogCheck();
  private readonly findings: Finding[] = [];
  private findingsLeftOut = 0;
  private readonly head: LogHead | undefined;
  private headIsDue: boolean;

  constructor(private readonly reading: HeadReading | undefined) {
    this.head = reading && 'head' in reading ? reading.head : undefined;
    this.headIsDue = this.head !== undefined;
  }

  get findingCount(): number {
    return this.findings.length + this.findingsLeftOut;
  }

  add(finding: Finding | undefined): void {
    if (!finding) return;
    if (this.findings.length < FINDINGS_MAX) this.findings.push(finding);
    else this.findingsLeftOut++;
  }

  check(event: Parameters<LogCheck['check']>[0]): void {
    if (this.head && event.position > this.head.lastPosition) this.compare(this.head);
    for (const finding of this.log.check(event)) this.add(finding);
  }

  finish(end: number): VerifyReport {
    if (this.head && end < this.head.lastPosition) this.add(cutTail(this.head, end));
    else if (this.head) this.compare(this.head);
    return {
      events: this.log.events,
      streams: this.log.streams,
      lastPosition: this.log.lastPosition,
      findings: this.findings,
      findingsLeftOut: this.findingsLeftOut,
      head: this.reading?.status,
    };
  }

  /** Once, when everything up to the head has been checked. */
  private compare(head: LogHead): void {
    if (!this.headIsDue) return;
    this.headIsDue = false;
    const { lastPosition, lastHash, digest: logDigest, streams } = this.log;
    const eventHash = lastPosition === head.lastPosition ? lastHash : undefined;
    this.add(compareWithHead(head, { eventHash, logDigest, streams }));
  }
}
