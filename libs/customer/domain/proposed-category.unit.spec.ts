import { describe, expect, it } from '@jest/globals';
import { proposeCategory, type ContractTerms } from './proposed-category.js';

const contract = (changes: Partial<ContractTerms> = {}): ContractTerms => ({
  contractId: 'k1',
  validFrom: '2026-01-01',
  validUntil: '2026-12-31',
  visitLimit: 12,
  visitsUsed: 11,
  ...changes,
});

describe('proposeCategory', () => {
  it('is free through the last day of the warranty, contract or not', () => {
    const device = { warrantyUntil: '2026-03-02' };
    expect(proposeCategory(device, [contract()], '2026-03-02').category).toBe('free');
    expect(proposeCategory(device, [contract()], '2026-03-03').category).toBe('contract');
  });

  it('is contract on its first and last day while a visit is left', () => {
    for (const day of ['2026-01-01', '2026-12-31']) {
      expect(proposeCategory(undefined, [contract()], day)).toEqual({
        category: 'contract',
        contractId: 'k1',
        reason: 'A contract until 2026-12-31 has 1 of 12 visits left.',
      });
    }
  });

  it.each([
    ['not yet valid', contract(), '2025-12-31', 'no contract is valid'],
    ['ended', contract(), '2027-01-01', 'no contract is valid'],
    ['used up', contract({ visitsUsed: 12 }), '2026-06-01', 'every valid contract is used up'],
  ])('is paid where the contract is %s, and says why', (_case, only, day, reason) => {
    const proposal = proposeCategory({ warrantyUntil: null }, [only], day);
    expect(proposal).toMatchObject({ category: 'paid', contractId: null });
    expect(proposal.reason).toContain(reason);
  });

  it('says why it is to be paid, of warranty and contracts', () => {
    const reason = (warrantyUntil: string | null, ...contracts: ContractTerms[]) =>
      proposeCategory({ warrantyUntil }, contracts, '2026-06-01').reason;
    const over = contract({ validUntil: '2026-05-31' });
    const usedUp = contract({ contractId: 'k2', visitsUsed: 12 });
    expect(reason(null)).toBe('No warranty is known; no contract is valid.');
    expect(reason('2026-05-31', over, usedUp)).toBe(
      'The warranty ended on 2026-05-31; every valid contract is used up.',
    );
  });

  it('uses the contract that ends soonest, whatever their order', () => {
    const sooner = contract({ contractId: 'k2', validUntil: '2026-06-30' });
    for (const contracts of [
      [contract(), sooner],
      [sooner, contract()],
    ]) {
      expect(proposeCategory(undefined, contracts, '2026-03-02').contractId).toBe('k2');
    }
  });
});
