import { describe, expect, it } from '@jest/globals';
import { InvoiceIssued } from './events/billing-events.js';
import { TicketRegistered } from './events/request-events.js';
import { validateEventData, VIOLATIONS_MAX } from './validation.js';

const registered = TicketRegistered.sample as Readonly<Record<string, unknown>>;

describe('validateEventData', () => {
  it('names a missing, an undeclared and a wrong member by its place', () => {
    const { title: _title, ...rest } = registered;
    const data = { ...rest, 'a/b~c': 1, category: 'gold', contact: { name: 7 } };
    const violations = validateEventData('TicketRegistered', data);
    expect(violations).toEqual(
      expect.arrayContaining([
        { path: '/title', message: 'is required' },
        { path: '/a~1b~0c', message: 'is not declared' },
        {
          path: '/category',
          message: 'must be equal to one of the allowed values: paid, contract, free, internal',
        },
        { path: '/contact/name', message: 'must be string' },
      ]),
    );
    expect(violations).toHaveLength(4);
  });

  it('checks formats: a day that does not exist is refused', () => {
    const issued = { ...InvoiceIssued.sample, dueOn: '2026-02-30' };
    expect(validateEventData('InvoiceIssued', issued).map(({ path }) => path)).toEqual(['/dueOn']);
    const late = { ...InvoiceIssued.sample, issuedAt: '2026-03-03 09:00' };
    expect(validateEventData('InvoiceIssued', late).map(({ path }) => path)).toEqual(['/issuedAt']);
  });

  it('refuses what JSON cannot carry and members that hide in the prototype', () => {
    const hostile = JSON.parse('{"acceptedByCustomer":true,"__proto__":{"admin":true}}') as object;
    expect(validateEventData('ComplaintClosed', hostile)).toHaveLength(1);
    expect(validateEventData('SurveyAnswered', { satisfaction: Number.NaN, poor: false })).toEqual([
      { path: '/satisfaction', message: 'must be integer' },
    ]);
    expect(validateEventData('ComplaintClosed', null)).toHaveLength(1);
    expect(validateEventData('ComplaintClosed', [])).toHaveLength(1);
  });

  it('never repeats a value', () => {
    const data = { ...registered, contact: { name: 'Secret Name'.repeat(50) } };
    const words = JSON.stringify(validateEventData('TicketRegistered', data));
    expect(words).toContain('/contact/name');
    expect(words).not.toContain('Secret');
  });

  it('stops telling at the limit', () => {
    const undeclared = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`member${index}`, index]));
    const violations = (count: number) =>
      validateEventData('TicketAmended', undeclared(count)).length;
    expect(violations(VIOLATIONS_MAX)).toBe(VIOLATIONS_MAX);
    expect(violations(VIOLATIONS_MAX + 1)).toBe(VIOLATIONS_MAX);
  });

  it('throws for a type that nobody declared', () => {
    expect(() => validateEventData('TicketVanished', {})).toThrow(
      expect.objectContaining({ code: 'EVENT_CONTRACT.UNKNOWN_EVENT' }),
    );
  });
});
