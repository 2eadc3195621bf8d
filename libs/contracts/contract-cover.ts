import type { RecordedEvent } from '@gongdan/core';
import type { CustomerEvent } from './registry.js';
import type { TicketOutline } from './ticket-outline.js';

/** What a ContractSigned event says, and where it stands in the log. */
export interface SignedContract {
  readonly customerId: string;
  readonly validFrom: string;
  readonly validUntil: string;
  readonly visitLimit: number;
  readonly position: number;
}

/** The contract that the events of a `contract-<id>` stream tell of; undefined where there is none. */
export function signedContractOf(events: readonly RecordedEvent[]): SignedContract | undefined {
  for (const recorded of events) {
    const event = recorded as RecordedEvent & CustomerEvent;
    if (event.type !== 'ContractSigned') continue;
    const { customerId, validFrom, validUntil, visitLimit } = event.data;
    return { customerId, validFrom, validUntil, visitLimit, position: event.position };
  }
  return undefined;
}

/** First and last day count. */
export const isInForce = (
  contract: Pick<SignedContract, 'validFrom' | 'validUntil'>,
  day: string,
): boolean => contract.validFrom <= day && day <= contract.validUntil;

/**
 * Whether an archived visit is counted against a contract. The customer stage (which counts) and billing
 * (which waits for the count) must never disagree, or a ticket would wait for ever: hence one rule, and
 * one that only looks at what stood in the log before the ticket was archived.
 */
export const countsAgainstContract = (
  ticket: Pick<TicketOutline, 'category' | 'customerId'>,
  contract: SignedContract | undefined,
  archived: { readonly position: number; readonly day: string },
): boolean =>
  ticket.category === 'contract' &&
  contract !== undefined &&
  contract.customerId === ticket.customerId &&
  contract.position < archived.position &&
  isInForce(contract, archived.day);
