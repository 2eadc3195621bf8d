import { describe, expect, it } from '@jest/globals';
import { TICKET_ID, recorded, rowsOf, sampleOf } from '../testing/history.js';
import { ticketSearchProjection, type TicketSearchRow } from './ticket-search.projection.js';

const rowAfter = (...events: ReturnType<typeof sampleOf>[]): TicketSearchRow | undefined =>
  rowsOf<TicketSearchRow>(
    ticketSearchProjection,
    recorded(events.map((event, minute) => ({ event, minute }))),
  ).get(TICKET_ID);

describe('ticket-search', () => {
  it('carries day and month of registration beside the words', () => {
    expect(rowAfter(sampleOf('TicketRegistered'))?.fixed_words).toEqual(
      expect.arrayContaining(['d:2026-03-02', 'm:2026-03', 't-20260302-0001']),
    );
  });

  it('follows an amendment, and only where it amends', () => {
    const row = rowAfter(
      sampleOf('TicketRegistered'),
      sampleOf('TicketAmended', { title: 'Leaks' }),
    );
    expect(row?.title_words).toEqual(['leaks']);
    expect(row?.description_words).toContain('yesterday');
    expect(row?.contact_words).toContain('customer');
  });

  it('holds nothing of a forgotten person, as if there had never been anything', () => {
    const forgotten = rowAfter(
      sampleOf('TicketRegistered', {
        contact: { name: '[forgotten]', email: '[forgotten]' },
        site: { address: '[forgotten]' },
      }),
    );
    expect(forgotten).toMatchObject({ contact_words: null, address_words: null });
  });
});
