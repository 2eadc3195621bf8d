/** Time that is not counted. */
export interface Rest {
  readonly from: number;
  /** Null while it lasts. */
  readonly to: number | null;
  readonly kind: 'paused' | 'resolved';
  readonly reason: string;
  /** The event that it began with. */
  readonly eventId: string;
}

type EndedRest = Rest & { readonly to: number };

/** Those that have ended; one that lasts ends at `until`, where that is given. In the order in which they came. */
export const restsUntil = (rests: readonly Rest[], until?: number): readonly EndedRest[] =>
  rests.flatMap((rest) => {
    const to = rest.to ?? until;
    return to === undefined ? [] : [{ ...rest, to }];
  });
