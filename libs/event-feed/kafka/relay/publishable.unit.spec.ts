import { describe, expect, it } from '@jest/globals';
import type { RecordedEvent } from '@gongdan/core';
import { recorder } from '../../../../test/setup/recorded.js';
import { Topics } from '../topics.js';
import { bytesOf, publishables, SEND_BYTES_MAX, SEND_EVENTS_MAX } from './publishable.js';

const EPOCH = 3;
const topics = new Topics('acme');
const nextEvent = recorder('ticket-1');
const event = (text = '', stream = 'ticket-1'): RecordedEvent =>
  nextEvent('TicketCommented', { text }, { stream: stream as never, correlationId: 'c' });

const cut = (events: readonly RecordedEvent[]) => [...publishables(events, topics, EPOCH)];
const sizes = (events: readonly RecordedEvent[]) =>
  cut(events).map(({ records }) => records.length);
const positions = (events: readonly RecordedEvent[]) => events.map(({ position }) => position);

/** An event whose record has exactly so many bytes. */
function ofBytes(bytes: number): RecordedEvent {
  const base = event();
  const [empty] = cut([base])[0]?.records ?? [];
  return { ...base, data: { text: 'x'.repeat(bytes - (empty ? bytesOf(empty) : 0)) } };
}

describe('what is sent at once', () => {
  it('is nothing where there is nothing', () => {
    expect(cut([])).toEqual([]);
  });

  it('has the topic and the key of each stream, and the position it is published up to', () => {
    const events = [event('a'), event('b', 'contract-7'), event('c', 'invoice-9')];
    const [all] = cut(events);
    expect(all?.position).toBe(events[2]?.position);
    expect(
      all?.records.map(({ topic, key, headers }) => [topic, key, headers['ce_epoch']]),
    ).toEqual([
      ['acme.tickets.v1', 'ticket-1', '3'],
      ['acme.customers.v1', 'contract-7', '3'],
      ['acme.invoices.v1', 'invoice-9', '3'],
    ]);
  });

  it('are so many events and not one more, in order, none left out', () => {
    const events = Array.from({ length: 2 * SEND_EVENTS_MAX + 1 }, () => event());
    expect(sizes(events.slice(0, SEND_EVENTS_MAX))).toEqual([SEND_EVENTS_MAX]);
    expect(sizes(events)).toEqual([SEND_EVENTS_MAX, SEND_EVENTS_MAX, 1]);
    const sent = cut(events).flatMap(({ records }) => records);
    expect(sent.map(({ headers }) => Number(headers['ce_position']))).toEqual(positions(events));
    expect(cut(events).map(({ position }) => position)).toEqual(
      [SEND_EVENTS_MAX - 1, 2 * SEND_EVENTS_MAX - 1, 2 * SEND_EVENTS_MAX].map(
        (index) => events[index]?.position,
      ),
    );
  });

  it('are so many bytes and not one more', () => {
    const half = SEND_BYTES_MAX / 2;
    const [record] = cut([ofBytes(half)])[0]?.records ?? [];
    expect(record && bytesOf(record)).toBe(half);
    expect(sizes([ofBytes(half), ofBytes(half)])).toEqual([2]);
    expect(sizes([ofBytes(half), ofBytes(half + 1)])).toEqual([1, 1]);
  });

  it('is an event that is larger by itself, and those around it apart', () => {
    expect(sizes([event(), ofBytes(SEND_BYTES_MAX + 1), event(), event()])).toEqual([1, 1, 2]);
    expect(sizes([ofBytes(SEND_BYTES_MAX + 1)])).toEqual([1]);
  });

  it('are counted as they are on the wire: headers too, and Chinese characters three times', () => {
    const record = { topic: 't', key: 'ticket-1', value: '"工单"', headers: { ce_id: '工' } };
    expect(bytesOf(record)).toBe(8 + 8 + 5 + 3 + 4);
  });
});
