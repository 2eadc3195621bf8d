import { splitStreamName, type RecordedEvent } from '@gongdan/core';
import type { CustomerEvent } from '@gongdan/contracts';
import type { Projection } from '@gongdan/projections';

type TermsEvent = Extract<CustomerEvent, { type: 'ContractSigned' | 'ContractVisitUsed' }>;

export type ContractRow = {
  readonly contract_id: string;
  readonly customer_id: string;
  readonly valid_from: string;
  readonly valid_until: string;
  readonly visit_limit: number;
  /** May exceed the limit: what goes beyond is priced. */
  readonly visits_used: number;
  readonly signed_at: string;
};

export const contractProjection: Projection<ContractRow> = {
  name: 'contract',
  version: 1,
  table: 'contract',
  columns: {
    contract_id: { type: 'text' },
    customer_id: { type: 'text' },
    valid_from: { type: 'date' },
    valid_until: { type: 'date' },
    visit_limit: { type: 'integer' },
    visits_used: { type: 'integer' },
    signed_at: { type: 'timestamptz' },
  },
  key: 'contract_id',
  indexes: ['(customer_id, valid_until, contract_id)'],
  types: ['ContractSigned', 'ContractVisitUsed'],
  keyOf: (event) => splitStreamName(event.stream).id,
  apply(row, recorded) {
    const event = recorded as RecordedEvent & TermsEvent;
    if (event.type === 'ContractVisitUsed') {
      return row && { ...row, visits_used: event.data.visitsUsed };
    }
    const { contractId, customerId, validFrom, validUntil, visitLimit } = event.data;
    return {
      contract_id: contractId,
      customer_id: customerId,
      valid_from: validFrom,
      valid_until: validUntil,
      visit_limit: visitLimit,
      visits_used: 0,
      signed_at: event.occurredAt,
    };
  },
};
