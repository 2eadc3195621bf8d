import { GongdanError, type Clock, type Instant } from '@gongdan/core';
import { EnumField, FreshQuery, InstantField, PageQuery, pastInstant } from '@gongdan/platform';
import type { RowAge } from '../../projections/index.js';

export const BASES = ['occurred', 'recorded'] as const;
export type Basis = (typeof BASES)[number];

/** A moment that is asked about, and by which of an event's two times it is meant. */
export interface Moment {
  readonly asOf: Instant;
  /** `occurred`: how things stood. `recorded`: what the desk knew. */
  readonly basis: Basis;
}

const AsOfField = (): PropertyDecorator =>
  InstantField({
    description:
      'As things stood at this moment: of every ticket, what had happened by then. Not in the future. Exact, from the log: tickets that changed since are folded anew, which costs about half a millisecond each.',
    optional: true,
    example: '2026-03-02T10:00:00Z',
  });

const BasisField = (): PropertyDecorator =>
  EnumField(BASES, {
    description:
      'What `asOf` goes by: `occurred` (default) is when things happened; `recorded` is when the desk came to know of them.',
    optional: true,
  });

export class AsOfQuery extends FreshQuery {
  @AsOfField()
  asOf?: string;

  @BasisField()
  basis?: Basis;
}

export class AsOfPageQuery extends PageQuery {
  @AsOfField()
  asOf?: string;

  @BasisField()
  basis?: Basis;
}

/** The moment of a query; undefined: now. Throws `REQUEST.IN_THE_FUTURE`, `REQUEST.INVALID_QUERY`. */
export function momentOf(
  { asOf: text, basis }: { readonly asOf?: string; readonly basis?: Basis },
  clock: Clock,
): Moment | undefined {
  if (text === undefined) {
    if (basis === undefined) return undefined;
    throw invalidQuery('/basis', 'says nothing without asOf');
  }
  return { asOf: pastInstant(text, '/asOf', clock), basis: basis ?? 'occurred' };
}

export const invalidQuery = (path: string, message: string): GongdanError =>
  new GongdanError({
    code: 'REQUEST.INVALID_QUERY',
    category: 'invalid',
    message: `The query string is wrong: ${path} ${message}.`,
    violations: [{ path, message }],
  });

/** Nothing has happened (or was recorded) since: the row is as it was. */
export const isAsThen = (row: RowAge, { asOf, basis }: Moment): boolean =>
  (basis === 'occurred' ? row.last_event_at : row.last_recorded_at) <= asOf;

/** The column that tells whether a ticket was there (or known) at the moment. */
export const birthColumn = ({ basis }: Moment): 'registered_at' | 'recorded_at' =>
  basis === 'occurred' ? 'registered_at' : 'recorded_at';

/** The column that tells whether a row is as it was at the moment. */
export const ageColumn = ({ basis }: Moment): keyof RowAge =>
  basis === 'occurred' ? 'last_event_at' : 'last_recorded_at';
