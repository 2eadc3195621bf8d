import { describe, expect, it } from '@jest/globals';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { streamName } from '@gongdan/core';
import { EventFilterDto } from './event-filter.dto.js';
import { eventTest } from './event-filter.js';

const one = { type: 'TicketAssigned', stream: streamName('ticket', '1') };
const two = { type: 'TicketCommented', stream: streamName('ticket', '2') };
const three = { type: 'InvoiceIssued', stream: streamName('invoice', '1') };

describe('eventTest', () => {
  it.each([
    [{}, [true, true, true]],
    [{ types: ['TicketAssigned', 'InvoiceIssued'] }, [true, false, true]],
    [{ stream: 'ticket-2' }, [false, true, false]],
    [{ stream: 'ticket-1', types: ['TicketCommented'] }, [false, false, false]],
    [{ stream: 'ticket-2', types: ['TicketCommented'] }, [false, true, false]],
    [{ stream: '1' }, [false, false, false]],
  ])('%j', (filter, passing) => {
    expect([one, two, three].map(eventTest(filter))).toEqual(passing);
  });
});

describe('EventFilterDto', () => {
  const wrong = (filter: object): string[] =>
    validateSync(plainToInstance(EventFilterDto, filter)).map(({ property }) => property);

  it.each([
    {},
    { types: ['TicketAssigned'] },
    { stream: 'ticket-0198c2f0-0000-7000-8000-0000000000d1' },
    { stream: 'survey-0198c2f0-0000-7000-8000-0000000000d1.1' },
    { stream: `contract-${'x'.repeat(191)}` },
  ])('takes %j', (filter) => {
    expect(wrong(filter)).toEqual([]);
  });

  it.each([
    [{ types: [] }, 'types'],
    [{ types: ['Nonsense'] }, 'types'],
    [{ types: ['TicketAssigned', 'TicketAssigned'] }, 'types'],
    [{ types: null }, 'types'],
    [{ stream: 'ticket-' }, 'stream'],
    [{ stream: 'ticket' }, 'stream'],
    [{ stream: 'order-1' }, 'stream'],
    [{ stream: 'ticket-1 ' }, 'stream'],
    [{ stream: `contract-${'x'.repeat(192)}` }, 'stream'],
    [{ stream: null }, 'stream'],
  ])('refuses %j', (filter, property) => {
    expect(wrong(filter)).toEqual([property]);
  });
});
