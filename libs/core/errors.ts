/**
 * What a failure means to the caller. HTTP statuses are chosen from this at the edge and nowhere else.
 *
 * - `invalid`: the input cannot be understood; sending it again unchanged fails again
 * - `rejected`: understood, but the rules of the domain refuse it in the present state
 * - `conflict`: somebody else was faster; read again and decide anew
 * - `not-found`, `forbidden`, `unauthenticated`: as the words say
 * - `transient`: a part that is needed is away or busy; the same request may succeed later
 * - `unknown`: it may or may not have happened; ask again with the same idempotency key
 * - `bug`: a broken invariant; never the caller's fault
 */
export type ErrorCategory =
  | 'invalid'
  | 'rejected'
  | 'conflict'
  | 'not-found'
  | 'forbidden'
  | 'unauthenticated'
  | 'transient'
  | 'unknown'
  | 'bug';

/** One place in the input (or one circumstance) that is wrong, and how. `path` is a JSON pointer. */
export interface Violation {
  readonly path: string;
  readonly message: string;
}

export interface FailureDetails {
  /** Stable, `AREA.REASON`, e.g. `TICKET.NOT_FOUND`. Documented in docs/reference/errors.md. */
  readonly code: string;
  readonly category: ErrorCategory;
  /** What is wrong, in one sentence, with the offending value where it is short. */
  readonly message: string;
  /** What the caller can do about it. */
  readonly hint?: string;
  readonly violations?: readonly Violation[];
  /** Machine-readable extras, added to the problem document as members. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** A refusal as a value: what deciders return when the rules say no. */
export type Refusal = FailureDetails;

/** The one error class of the engine. Thrown for everything that is not an expected refusal. */
export class GongdanError extends Error implements FailureDetails {
  readonly code: string;
  readonly category: ErrorCategory;
  readonly hint?: string;
  readonly violations?: readonly Violation[];
  readonly extra?: Readonly<Record<string, unknown>>;

  constructor(details: FailureDetails, options?: { cause?: unknown }) {
    super(details.message, options);
    this.name = 'GongdanError';
    this.code = details.code;
    this.category = details.category;
    if (details.hint !== undefined) this.hint = details.hint;
    if (details.violations !== undefined) this.violations = details.violations;
    if (details.extra !== undefined) this.extra = details.extra;
  }

  /** True where the same request, sent again unchanged (with the same key), may succeed. */
  get retryable(): boolean {
    return this.category === 'transient' || this.category === 'unknown';
  }
}

/** States an invariant: what must hold here whatever the input was. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new GongdanError({ code: 'ENGINE.BUG', category: 'bug', message });
}

export const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
