import { describe, expect, it } from '@jest/globals';
import { streamName } from '@gongdan/core';
import { passes, type EventFilter } from './event-filter.js';

const closed = { type: 'TicketClosed', stream: streamName('ticket', 't1') };

describe('an event filter', () => {
  it.each<[EventFilter, boolean]>([
    [{}, true],
    [{ types: ['TicketClosed', 'TicketReopened'] }, true],
    [{ types: ['TicketReopened'] }, false],
    [{ types: [] }, false],
    [{ stream: 'ticket-t1' }, true],
    [{ stream: 'ticket-t2' }, false],
    [{ types: ['TicketClosed'], stream: 'ticket-t2' }, false],
    [{ types: ['TicketClosed'], stream: 'ticket-t1' }, true],
  ])('%j lets TicketClosed of ticket-t1 pass: %s', (filter, expected) => {
    expect(passes(filter, closed)).toBe(expected);
  });
});
