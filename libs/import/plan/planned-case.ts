import type { NewEvent, StreamName } from '@gongdan/core';
import type { ImportRow } from '../rows/import-row.js';
import type { Rejection } from '../rows/rejection.js';

export interface PlannedRow {
  readonly row: ImportRow;
  /** Index of the first event that this row led to; equal to `end`: it led to none. */
  readonly from: number;
  readonly end: number;
}

/** A case, decided: the events that its rows led to, from the ticket’s first one on. */
export interface PlannedCase {
  readonly caseKey: string;
  readonly stream: StreamName;
  /** Empty where no row could be used. */
  readonly events: readonly NewEvent[];
  /** The rows that were taken, in their order. */
  readonly rows: readonly PlannedRow[];
  readonly rejections: readonly Rejection[];
}
