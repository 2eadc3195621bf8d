import type { LogRow, TopicRecord } from '../evidence.js';
import type { Found } from '../findings.js';
import { placeOf } from './record-place.js';

/**
 * What a consumer makes of one partition that drops everything at or below the highest position seen so
 * far. What it drops must have been seen before; what it keeps must be complete per stream.
 */
export class PartitionOrder {
  private highest = 0;
  private highestEpoch = 0;
  private readonly ids = new Map<number, string>();
  private readonly versions = new Map<string, number>();

  constructor(private readonly found: Found) {}

  take(record: TopicRecord, row: LogRow): 'new' | 'repeat' | 'dropped' {
    const position = Number(record.headers['ce_position']);
    const place = placeOf(record);
    if (!Number.isSafeInteger(position)) return 'dropped'; // its header was found wrong already
    if (position <= this.highest) return this.drop(position, row, place);
    const epoch = Number(record.headers['ce_epoch']);
    if (epoch < this.highestEpoch) {
      const detail = `${place}: epoch ${epoch} after ${this.highestEpoch}, position ${position}`;
      this.found('stale-epoch', detail);
    }
    this.highestEpoch = Math.max(this.highestEpoch, epoch || 0);
    this.highest = position;
    this.ids.set(position, row.id);
    this.checkVersion(row, place);
    return 'new';
  }

  private drop(position: number, row: LogRow, place: string): 'repeat' | 'dropped' {
    const known = this.ids.get(position);
    if (known === row.id) return 'repeat';
    if (known === undefined) {
      this.found('back-step', `${place}: position ${position} after ${this.highest}`);
    } else {
      this.found('false-repeat', `${place}: position ${position} was ${known}, now ${row.id}`);
    }
    return 'dropped';
  }

  private checkVersion({ stream, version }: LogRow, place: string): void {
    const before = this.versions.get(stream) ?? 0;
    if (version !== before + 1) {
      const detail = `${place}: ${stream} version ${version} follows ${before}`;
      this.found('topic-version-hole', detail);
    }
    this.versions.set(stream, version);
  }
}
