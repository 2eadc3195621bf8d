import { describe, expect, it } from '@jest/globals';
import { specify } from '@gongdan/core';
import { contractDecider, VISIT_LIMIT_MAX, type ServiceContractEvent } from './contract.js';

const spec = specify(contractDecider);
const terms = {
  contractId: 'k1',
  customerId: 'c1',
  validFrom: '2026-01-01',
  validUntil: '2026-12-31',
  visitLimit: 1,
};
const signed: ServiceContractEvent = { type: 'ContractSigned', data: terms };
const used = (ticketId: string, cycle: number, visitsUsed: number): ServiceContractEvent => ({
  type: 'ContractVisitUsed',
  data: { ticketId, cycle, visitsUsed },
});

describe('signing a contract', () => {
  const sign = (changes: Partial<typeof terms> = {}) =>
    ({ type: 'SignContract', terms: { ...terms, ...changes } }) as const;

  it('is recorded, for a single day too', () => {
    const oneDay = sign({ validUntil: '2026-01-01', visitLimit: VISIT_LIMIT_MAX });
    expect(spec.given().when(oneDay).events()).toEqual([
      { type: 'ContractSigned', data: oneDay.terms },
    ]);
  });

  it('is refused twice, backwards in time, and above the limit of visits', () => {
    expect(spec.given(signed).when(sign()).refusal()).toBe('CONTRACT.ALREADY_SIGNED');
    expect(
      spec
        .given()
        .when(sign({ validUntil: '2025-12-31' }))
        .refusal(),
    ).toBe('CONTRACT.ENDS_BEFORE_IT_BEGINS');
    expect(
      spec
        .given()
        .when(sign({ visitLimit: VISIT_LIMIT_MAX + 1 }))
        .refusal(),
    ).toBe('CONTRACT.TOO_MANY_VISITS');
  });
});

describe('using a visit', () => {
  const use = (ticketId: string, cycle: number) => ({ type: 'UseVisit', ticketId, cycle }) as const;

  it('counts up, beyond the limit too (billing then prices it)', () => {
    expect(spec.given(signed).when(use('t1', 1)).events()).toEqual([used('t1', 1, 1)]);
    expect(
      spec
        .given(signed, used('t1', 1, 1))
        .when(use('t2', 1))
        .events(),
    ).toEqual([used('t2', 1, 2)]);
  });

  it('counts one visit of one cycle once', () => {
    const given = spec.given(signed, used('t1', 1, 1));
    expect(given.when(use('t1', 1)).events()).toEqual([]);
    expect(given.when(use('t1', 2)).events()).toEqual([used('t1', 2, 2)]);
  });

  it('refuses an unknown contract', () => {
    expect(spec.given().when(use('t1', 1)).refusal()).toBe('CONTRACT.NOT_FOUND');
  });
});
