import type { RecordedEvent } from '@gongdan/core';
import { recorder } from '../../../../test/setup/recorded.js';
import type { Offsets } from '../offsets.js';
import { PartitionMerge } from '../tail/partition-merge.js';
import type { Watermark } from '../watermark.js';

export const SIMULATED_PARTITIONS = 3;
const TOPIC = 'events';
const MARKS = 'marks';

type Entry = RecordedEvent | Watermark | undefined;

/** A relay as its protocol has it: what it knows is what it was told when it took the lease. */
interface SimulatedRelay {
  readonly epoch: number;
  position: number;
  sent: number;
}

/** Topics, the relay’s row, relays and one reader in memory, taken step by step in any order. */
export class SimulatedTopics {
  readonly log: readonly RecordedEvent[];
  private readonly partitions: Entry[][] = Array.from({ length: SIMULATED_PARTITIONS }, () => []);
  private readonly marks: Entry[] = [];
  private row = { position: 0, epoch: 0, offsets: {} as Offsets };
  private readonly relays: SimulatedRelay[] = [];
  private reader: { merge: PartitionMerge; next: number[]; head: number } | undefined;
  /** Positions in the order in which the reader was handed them. */
  readonly handed: number[] = [];
  /** From where to where the reader went on by what the row says. */
  readonly jumps: [number, number][] = [];
  begunAt = 0;

  constructor(events: number, streams: number) {
    const recorded = recorder('ticket-1');
    this.log = Array.from({ length: events }, (_, index) =>
      recorded('TicketCommented', {}, { stream: `ticket-${index % streams}` as never }),
    );
  }

  takeOver(): void {
    this.row.epoch += 1;
    this.relays.push({ epoch: this.row.epoch, position: this.row.position, sent: 0 });
  }

  /** Also one that has lost its lease may do it: once, for then it learns of that. */
  send(relay: number, count: number): void {
    const sender = this.relays.at(-1 - relay);
    if (sender === undefined || sender.sent > 0) return;
    const events = this.log.slice(sender.position, sender.position + count);
    for (const event of events) this.partitionOf(event).push(event);
    sender.sent = events.length;
  }

  move(relay: number): void {
    const mover = this.relays.at(-1 - relay);
    if (mover?.epoch !== this.row.epoch || mover.position !== this.row.position) return;
    mover.position += mover.sent;
    mover.sent = 0;
    this.row = { ...this.row, position: mover.position, offsets: this.ends() };
  }

  say(relay: number): void {
    const speaker = this.relays.at(-1 - relay);
    if (speaker === undefined) return;
    const { position, epoch } = speaker;
    // What one says late it had known when it moved; these offsets are above those, and as true.
    this.marks.push({ position, epoch, offsets: this.ends() });
  }

  rewind(position: number): void {
    if (position > this.row.position) return;
    this.row = { position, epoch: this.row.epoch + 1, offsets: this.ends() };
  }

  /** Somebody else writes. */
  scribble(partition: number, pretending: number | undefined): void {
    const event = pretending === undefined ? undefined : this.log[pretending];
    const forged = event && { ...event, id: 'forged' };
    this.partitions[partition]?.push(forged);
  }

  mislead(position: number, offsets: Offsets): void {
    this.marks.push({ position, epoch: 1, offsets });
  }

  beginReading(): void {
    if (this.reader !== undefined) return;
    const { position, offsets } = this.row;
    const begin = { ...offsets, [MARKS]: { 0: this.marks.length } };
    const next = this.partitions.map((_, partition) => offsets[TOPIC]?.[partition] ?? 0);
    const merge = new PartitionMerge(position, begin);
    this.reader = { merge, next: [...next, this.marks.length], head: position };
    this.begunAt = position;
  }

  /** Reads on in one partition (the last one: the watermarks). */
  read(partition: number, count: number): void {
    const { reader } = this;
    if (reader === undefined) return;
    const isMarks = partition === SIMULATED_PARTITIONS;
    const records = isMarks ? this.marks : (this.partitions[partition] ?? []);
    const from = reader.next[partition] ?? 0;
    const until = Math.min(records.length, from + count);
    for (let offset = from; offset < until; offset++) {
      const record = records[offset];
      if (record !== undefined && 'epoch' in record) reader.merge.mark(record);
      const event = record !== undefined && 'id' in record ? record : undefined;
      reader.merge.add(isMarks ? MARKS : TOPIC, isMarks ? 0 : partition, offset, event);
    }
    reader.next[partition] = until;
    this.take(reader);
  }

  /** One relay publishes all that is left, and the reader reads all there is. */
  finish(): void {
    this.beginReading();
    this.takeOver();
    this.send(0, this.log.length);
    this.move(0);
    this.say(0);
    for (let partition = 0; partition <= SIMULATED_PARTITIONS; partition++) {
      this.read(partition, Infinity);
    }
  }

  /** As a tail does it. */
  private take(reader: NonNullable<typeof this.reader>): void {
    const { page, doubtful } = reader.merge.take();
    for (const { position, id } of page?.events ?? []) {
      if (id === 'forged') throw new Error(`was handed a forged event for ${position}`);
      this.handed.push(position);
    }
    reader.head = page?.lastPosition ?? reader.head;
    if (!doubtful.some((to) => to <= this.row.position)) return;
    this.jumps.push([reader.head, this.row.position]);
    reader.merge.goOnAt(this.row.position);
    reader.head = this.row.position;
  }

  private partitionOf({ stream }: RecordedEvent): Entry[] {
    const number = Number(stream.split('-')[1]) % SIMULATED_PARTITIONS;
    return this.partitions[number] ?? [];
  }

  private ends(): Offsets {
    return {
      [TOPIC]: Object.fromEntries(this.partitions.map((records, n) => [n, records.length])),
    };
  }
}
