import type { LogRow, Row } from '../evidence.js';

interface Money {
  readonly amountMinor: number;
  readonly currency: string;
}

/** What the folds read of events’ data. What a type does not have is undefined. */
export interface FactData {
  readonly [member: string]: unknown;
  readonly move?: { readonly to: string; readonly stage: string; readonly stateClass: string };
  readonly workflow?: { readonly id: string; readonly version: number };
  readonly site?: { readonly region?: string };
  readonly appointment?: { readonly from: string; readonly to: string };
  readonly wanted?: { readonly from: string; readonly to: string };
  readonly assistantIds?: readonly string[];
  readonly total?: Money;
  readonly amount?: Money;
  readonly ticketIds?: readonly string[];
  readonly skills?: readonly string[];
}

/** An event with its data read. */
export interface Fact extends LogRow {
  readonly data: FactData;
  /** `ticket` of `ticket-<id>`, and the id. */
  readonly kind: string;
  readonly subject: string;
}

export const factsOf = (log: readonly LogRow[]): Fact[] =>
  log.map((row) => {
    const dash = row.stream.indexOf('-');
    return {
      ...row,
      data: JSON.parse(row.dataText) as FactData,
      kind: row.stream.slice(0, dash),
      subject: row.stream.slice(dash + 1),
    };
  });

/** The streams of a kind, each with its facts in order. */
export const streamsOf = (facts: readonly Fact[], kind: string): ReadonlyMap<string, Fact[]> =>
  Map.groupBy(
    facts.filter((fact) => fact.kind === kind),
    ({ subject }) => subject,
  );

/** A member of an event’s data as a cell of a row: what is absent is null. */
export const cell = (data: FactData, member: string): string | null =>
  (data[member] as string | undefined) ?? null;

/** Rows that a read model should have, and the column that tells them apart. */
export interface Expected {
  readonly key: string;
  readonly rows: readonly Row[];
}
