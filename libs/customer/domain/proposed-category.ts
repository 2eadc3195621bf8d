import { isInForce, type ServiceCategory } from '@gongdan/contracts';

export interface ContractTerms {
  readonly contractId: string;
  readonly validFrom: string;
  readonly validUntil: string;
  readonly visitLimit: number;
  readonly visitsUsed: number;
}

export interface ProposedCategory {
  readonly category: Extract<ServiceCategory, 'free' | 'contract' | 'paid'>;
  /** The contract that would cover the visit, where the category is `contract`. */
  readonly contractId: string | null;
  /** Why, in one sentence. */
  readonly reason: string;
}

/**
 * The service category for a request of a given day (`2026-03-02`), from the device’s warranty and the
 * customer’s contracts. Warranty comes first: it costs the customer no visit of a contract. Of several
 * contracts the one that ends soonest is used, so that none runs out unused. Internal work is never
 * proposed, and the desk may always correct the proposal with a reason.
 */
export function proposeCategory(
  device: { readonly warrantyUntil: string | null } | undefined,
  contracts: readonly ContractTerms[],
  day: string,
): ProposedCategory {
  const warrantyUntil = device?.warrantyUntil ?? null;
  if (warrantyUntil !== null && day <= warrantyUntil) {
    const reason = `The device is under warranty until ${warrantyUntil}.`;
    return { category: 'free', contractId: null, reason };
  }
  const [contract] = contracts
    .filter((each) => isInForce(each, day) && each.visitsUsed < each.visitLimit)
    .toSorted(
      (a, b) =>
        a.validUntil.localeCompare(b.validUntil) || a.contractId.localeCompare(b.contractId),
    );
  if (contract) {
    const { contractId, visitLimit, visitsUsed, validUntil } = contract;
    const left = visitLimit - visitsUsed;
    const reason = `A contract until ${validUntil} has ${left} of ${visitLimit} visits left.`;
    return { category: 'contract', contractId, reason };
  }
  return { category: 'paid', contractId: null, reason: whyPaid(warrantyUntil, contracts, day) };
}

function whyPaid(warrantyUntil: string | null, contracts: readonly ContractTerms[], day: string) {
  const warranty =
    warrantyUntil === null ? 'No warranty is known' : `The warranty ended on ${warrantyUntil}`;
  const usedUp = contracts.some((each) => isInForce(each, day));
  return `${warranty}; ${usedUp ? 'every valid contract is used up' : 'no contract is valid'}.`;
}
