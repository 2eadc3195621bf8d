import type { RecordedEvent } from '@gongdan/core';
import { chainHashOf, NO_PREVIOUS_HASH } from '../event-hash.js';
import type { Finding } from './finding.js';
import { EMPTY_LOG_DIGEST, nextLogDigest } from './log-digest.js';

interface StreamEnd {
  readonly version: number;
  readonly hash: string;
}

/**
 * Checks events one after the other as they lie in the log. After a finding it goes on from what is
 * there, so that one damage is told once and not for every event after it. Remembers version and hash of
 * every stream’s end: about 220 bytes a stream.
 */
export class LogCheck {
  events = 0;
  lastPosition = 0;
  lastHash = NO_PREVIOUS_HASH;
  digest = EMPTY_LOG_DIGEST;
  private lastRecordedAt = '';
  private readonly ends = new Map<string, StreamEnd>();

  get streams(): number {
    return this.ends.size;
  }

  check(event: RecordedEvent): readonly Finding[] {
    const findings = [
      this.checkPosition(event),
      this.checkPlaceInStream(event),
      this.checkTime(event),
    ].filter((finding) => finding !== undefined);
    this.events++;
    this.lastPosition = event.position;
    this.lastHash = event.hash;
    this.lastRecordedAt = event.recordedAt;
    this.digest = nextLogDigest(this.digest, event.hash);
    this.ends.set(event.stream, { version: event.version, hash: event.hash });
    return findings;
  }

  private checkPosition({ position, stream }: RecordedEvent): Finding | undefined {
    if (position === this.lastPosition + 1) return undefined;
    const message = `Position ${position} follows position ${this.lastPosition}.`;
    return { kind: 'position-gap', position, stream, message };
  }

  private checkPlaceInStream(event: RecordedEvent): Finding | undefined {
    const { position, stream, version } = event;
    const end = this.ends.get(stream) ?? { version: 0, hash: NO_PREVIOUS_HASH };
    if (version !== end.version + 1) {
      const message = `Version ${version} of ${stream} follows version ${end.version}.`;
      return { kind: 'version-gap', position, stream, message };
    }
    if (hashOf(event, end.hash) === event.hash) return undefined;
    const message =
      `Version ${version} of ${stream} (${event.type}, ${event.id}) is not what was appended: ` +
      'its hash does not fit its content and the event before it.';
    return { kind: 'broken-chain', position, stream, message };
  }

  private checkTime({ position, stream, recordedAt }: RecordedEvent): Finding | undefined {
    if (recordedAt >= this.lastRecordedAt) return undefined;
    const message = `Recorded at ${recordedAt}, the event before it at ${this.lastRecordedAt}.`;
    return { kind: 'clock-backwards', position, stream, message };
  }
}

/** Undefined where a damaged event cannot even be hashed. */
function hashOf(event: RecordedEvent, previousHash: string): string | undefined {
  try {
    return chainHashOf(event, previousHash);
  } catch {
    return undefined;
  }
}
