import type { Instant, RecordedEvent } from '@gongdan/core';
import { localDay } from './local-day.js';
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

/** By what an archived visit is judged. */
export interface ArchivedVisit {
  /** Where its archiving stands in the log. */
  readonly position: number;
  /** On which day its work was finished. */
  readonly day: string;
}

/**
 * Reads it from a `TicketArchived` event. What counts is when work was finished, not when its voucher came back. Where
 * the event does not say, because it is older, it is the day of the archiving: so it was judged when it was recorded.
 */
export function archivedVisitOf(archived: RecordedEvent, timeZone: string): ArchivedVisit {
  const { finishedAt } = archived.data as { readonly finishedAt?: Instant };
  const day = localDay(finishedAt ?? archived.occurredAt, timeZone);
  return { position: archived.position, day };
}

/**
 * Whether an archived visit is counted against a contract. The customer stage (which counts) and billing
 * (which waits for the count) must never disagree, or a ticket would wait for ever: hence one rule, and
 * one that only looks at what stood in the log before the ticket was archived.
 */
export const countsAgainstContract = (
  ticket: Pick<TicketOutline, 'category' | 'customerId'>,
  contract: SignedContract | undefined,
  archived: ArchivedVisit,
): boolean =>
  ticket.category === 'contract' &&
  contract !== undefined &&
  contract.customerId === ticket.customerId &&
  contract.position < archived.position &&
  isInForce(contract, archived.day);
