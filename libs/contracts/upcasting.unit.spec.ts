import { describe, expect, it } from '@jest/globals';
import { Upcasters, upcast, type Upcaster } from './upcasting.js';

const split: Upcaster = {
  type: 'PersonNamed',
  fromVersion: 1,
  personal: ['/name'],
  upcast: (data) => ({ contact: { name: data['name'] } }),
};
const flag: Upcaster = {
  type: 'PersonNamed',
  fromVersion: 2,
  personal: ['/contact/name'],
  upcast: (data) => ({ ...data, verified: false }),
};
const contract = { type: 'PersonNamed', schemaVersion: 3, personal: ['/contact/name'] };
const upcasters = new Upcasters([flag, split], [contract]);

describe('Upcasters', () => {
  it('lead every older version forward step by step', () => {
    const current = { schemaVersion: 3, data: { contact: { name: 'A' }, verified: false } };
    expect(upcasters.upcast('PersonNamed', 1, { name: 'A' })).toEqual(current);
    expect(upcasters.upcast('PersonNamed', 2, { contact: { name: 'A' } })).toEqual(current);
  });

  it('hand on current data untouched, as the same object', () => {
    const data = { contact: { name: 'A' }, verified: true };
    expect(upcasters.upcast('PersonNamed', 3, data).data).toBe(data);
  });

  it('know what could be sealed in each version', () => {
    expect(upcasters.personalOf('PersonNamed', 1)).toEqual(['/name']);
    expect(upcasters.personalOf('PersonNamed', 3)).toEqual(['/contact/name']);
  });

  it('refuse a newer version and an unknown type as something that a newer release can read', () => {
    for (const [type, version] of [
      ['PersonNamed', 4],
      ['PersonVanished', 1],
    ] as const) {
      expect(() => upcasters.upcast(type, version, {})).toThrow(
        expect.objectContaining({ code: 'EVENT_CONTRACT.NEWER_EVENT', category: 'transient' }),
      );
    }
  });

  it.each([
    ['a missing step', [split]],
    ['a doubled step', [split, flag, flag]],
    ['a step from the current version', [split, flag, { ...flag, fromVersion: 3 }]],
    ['a step of an unknown type', [split, flag, { ...flag, type: 'PersonVanished' }]],
  ])('cannot be built with %s', (_words, steps) => {
    expect(() => new Upcasters(steps, [contract])).toThrow(
      expect.objectContaining({ code: 'EVENT_CONTRACT.INVALID_UPCASTER' }),
    );
  });

  it('of the engine cover every contract', () => {
    expect(upcast('SurveyExpired', 1, {})).toEqual({ schemaVersion: 1, data: {} });
  });
});
