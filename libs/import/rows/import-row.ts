import type { Instant } from '@gongdan/core';
import type { Channel, PauseReason, Priority, ServiceCategory } from '@gongdan/contracts';

/** Where the row says the ticket stands. */
export interface TargetState {
  /** A state of the target workflow. */
  readonly to: string;
  readonly pause?: PauseReason;
}

export interface ImportedCustomer {
  readonly key: string;
  readonly name: string;
  readonly phone: string | undefined;
  readonly email: string | undefined;
  readonly address: string | undefined;
  readonly region: string | undefined;
}

export interface ImportedContact {
  readonly name: string;
  readonly phone: string | undefined;
  readonly email: string | undefined;
}

export interface ImportedSite {
  readonly address: string;
  readonly region: string | undefined;
}

export interface ImportedTechnician {
  readonly key: string;
  readonly name: string;
}

export interface ImportedComment {
  readonly text: string;
  readonly visibility: 'internal' | 'customer';
  /** Only said again where it differs from what the row before said. */
  readonly whenChanged: boolean;
}

/**
 * One line of the log, understood. Undefined: the row does not say, nothing changes in this respect. All
 * members are there in every row, which keeps the millions of them cheap.
 */
export interface ImportRow {
  /** Line of the file on which it begins, from 1. */
  readonly line: number;
  /** As it stands in the file: for the rejects file. */
  readonly text: string;
  readonly caseKey: string;
  readonly state: TargetState | undefined;
  readonly time: Instant;
  readonly opened: Instant | undefined;
  readonly author: string | undefined;
  readonly customer: ImportedCustomer | undefined;
  readonly title: string | undefined;
  readonly description: string | undefined;
  readonly category: ServiceCategory | undefined;
  readonly priority: Priority | undefined;
  readonly channel: Channel | undefined;
  readonly contact: ImportedContact | undefined;
  readonly site: ImportedSite | undefined;
  readonly technician: ImportedTechnician | undefined;
  readonly team: string | undefined;
  readonly resolution: string | undefined;
  readonly reason: string | undefined;
  /** One per comment of the mapping. */
  readonly comments: readonly (ImportedComment | undefined)[];
  /** Values of the order columns: compared one after the other. */
  readonly order: readonly (string | number)[];
}

/** Rows in their order within a case: by the order columns, then as they stand in the file. */
export function byOrder(one: ImportRow, other: ImportRow): number {
  for (let index = 0; index < one.order.length; index++) {
    const left = one.order[index] ?? '';
    const right = other.order[index] ?? '';
    if (left < right) return -1;
    if (left > right) return 1;
  }
  return one.line - other.line;
}
