import type { Clock, Instant } from '@gongdan/core';
import { FreshQuery } from '../http/fresh-reads.js';
import { EnumField, InstantField } from '../validation/fields.js';
import { invalidQuery } from './invalid-request.js';
import { pastInstant } from './occurred-at.js';
import { PageQuery } from './page.dto.js';

const BASES = ['occurred', 'recorded'] as const;
export type Basis = (typeof BASES)[number];

/** A moment that is asked about, and by which of an event's two times it is meant. */
export interface Moment {
  readonly asOf: Instant;
  /** `occurred`: how things stood. `recorded`: what the desk knew. */
  readonly basis: Basis;
}

const AS_OF_DESCRIPTION =
  'As things stood at this moment: of every ticket, what had happened by then. Not in the future. Exact, from the log: tickets that changed since are folded anew, which costs about half a millisecond each.';

/** The member `asOf` of a query; `description`: what it costs there. */
export const AsOfField = (description = AS_OF_DESCRIPTION): PropertyDecorator =>
  InstantField({ description, optional: true, example: '2026-03-02T10:00:00Z' });

/** The member `basis` beside it. */
export const BasisField = (): PropertyDecorator =>
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
