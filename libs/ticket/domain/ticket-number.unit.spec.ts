import { describe, expect, it } from '@jest/globals';
import { ticketNumberOf } from './ticket-number.js';

describe('ticketNumberOf', () => {
  it('joins the day and the random end of the id', () => {
    const number = (id: string) => ticketNumberOf('2026-03-02', id);
    expect(number('0198c2f0-0000-7000-8000-000000000000')).toBe('T-20260302-00000000');
    expect(number('0198c2f0-0000-7000-8000-00ffffffffff')).toBe('T-20260302-ZZZZZZZZ');
    expect(number('0198c2f0-0000-7000-8000-000000000021')).toBe('T-20260302-00000011');
  });

  it('differs where the ends of the ids differ', () => {
    const numbers = Array.from({ length: 2_000 }, (_, index) =>
      ticketNumberOf(
        '2026-03-02',
        `0198c2f0-0000-7000-8000-${index.toString(16).padStart(12, '0')}`,
      ),
    );
    expect(new Set(numbers).size).toBe(2_000);
  });

  it('takes nothing but a UUID', () => {
    expect(() => ticketNumberOf('2026-03-02', 'ticket-1')).toThrow('must be a UUID');
  });
});
