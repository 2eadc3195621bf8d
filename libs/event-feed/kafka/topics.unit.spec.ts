import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { streamName } from '@gongdan/core';
import { Topics } from './topics.js';

const topics = new Topics('acme');

describe('topics', () => {
  it('are named by prefix, context and version; the watermarks are not among those of events', () => {
    expect(topics.events).toEqual([
      'acme.tickets.v1',
      'acme.invoices.v1',
      'acme.surveys.v1',
      'acme.complaints.v1',
      'acme.customers.v1',
      'acme.technicians.v1',
      'acme.sla.v1',
    ]);
    expect(topics.all).toEqual([...topics.events, 'acme.watermarks.v1']);
  });

  it('hold the streams of every kind, in one of those of events', () => {
    const kinds = 'ticket invoice survey complaint customer contract technician'.split(' ');
    for (const kind of kinds) {
      expect(topics.events).toContain(topics.of(streamName(kind, 'a-b')));
    }
    expect(topics.of(streamName('contract', '1'))).toBe('acme.customers.v1');
    expect(topics.of(streamName('contract', '2'))).toBe('acme.customers.v1');
  });

  it('are all on the page for those who subscribe', () => {
    const page = readFileSync('docs/how-to/subscribe-over-kafka.md', 'utf8');
    const named = [...page.matchAll(/^\| `(gongdan\.[^`]+)`/gm)].map(([, name]) => name);
    expect(named).toEqual(new Topics('gongdan').all);
  });
});
