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

/**
 * Those that have ended; one that lasts ends at `until`, where that is given. In the order in which they came;
 * a pause that went on for another reason is one.
 */
export function restsUntil(rests: readonly Rest[], until?: number): readonly EndedRest[] {
  const ended: EndedRest[] = [];
  for (const rest of rests) {
    const to = rest.to ?? until;
    if (to === undefined) continue;
    const last = ended.at(-1);
    if (last?.to === rest.from && last.kind === 'paused' && rest.kind === 'paused') {
      ended[ended.length - 1] = { ...last, to };
    } else ended.push({ ...rest, to });
  }
  return ended;
}
