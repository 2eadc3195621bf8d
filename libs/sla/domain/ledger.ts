import type { ClockRun } from './clock-run.js';
import type { Rest } from './rest.js';
import type { Step } from './story.js';

/** Most segments of one ledger; the newest ones are kept whole, what is before them is summed up alone. */
export const LEDGER_SEGMENTS_MAX = 1_000;

export const SEGMENT_KINDS = [
  'running',
  'out-of-hours',
  'paused',
  'paused-out-of-hours',
  'resolved',
] as const;
export type SegmentKind = (typeof SEGMENT_KINDS)[number];

/** A span of a clock’s time with what it was and whose. Epoch milliseconds, half-open. */
export interface Segment {
  readonly from: number;
  readonly to: number;
  readonly kind: SegmentKind;
  /** Of a pause. */
  readonly reason: string | null;
  readonly technicianId: string | null;
  readonly team: string | null;
  /** The event that it began with; null where the calendar opened or closed. */
  readonly eventId: string | null;
}

/** Milliseconds of wall-clock time in each bucket: they add up to the whole. */
export type Buckets = Readonly<Record<SegmentKind, number>>;

const NO_TIME: Buckets = {
  running: 0,
  'out-of-hours': 0,
  paused: 0,
  'paused-out-of-hours': 0,
  resolved: 0,
};

/**
 * The whole time of a run from its start to its end (or to `asOf`), cut where it paused or went on, where
 * somebody else took the ticket over, and where the calendar opens and closes.
 */
export function ledgerOf(run: ClockRun, story: readonly Step[], asOf: number): readonly Segment[] {
  const end = Math.max(run.startedAt, run.standing.stoppedAt ?? asOf);
  const pieces = piecesOf(run, story, end);
  return pieces.flatMap((piece) => byCalendar(run, piece)).filter(({ from, to }) => from < to);
}

type Piece = Omit<Segment, 'kind'> & { readonly rest: Rest | undefined };

/** Cut where something happened. */
function piecesOf(run: ClockRun, story: readonly Step[], end: number): readonly Piece[] {
  const start = run.startedAt;
  const within = (at: number): boolean => at > start && at < end;
  const cuts = new Map<number, string | null>([[start, run.startStep.fact.id]]);
  for (const { fact, before, after } of story) {
    const handed =
      before.attributes.technicianId !== after.attributes.technicianId ||
      before.attributes.team !== after.attributes.team;
    if (handed && within(fact.at)) cuts.set(fact.at, fact.id);
  }
  for (const { from, to, eventId } of run.rests) {
    if (within(from)) cuts.set(from, eventId);
    if (to !== null && within(to)) cuts.set(to, eventAt(story, to));
  }
  const moments = [...cuts.keys()].toSorted((a, b) => a - b);
  return moments.map((from, index) => {
    const to = moments[index + 1] ?? end;
    const { technicianId, team } = holderAt(story, from);
    const rest = run.rests.find((it) => it.from <= from && (it.to ?? end) > from);
    const reason = rest?.kind === 'paused' ? rest.reason : null;
    return { from, to, reason, technicianId, team, eventId: cuts.get(from) ?? null, rest };
  });
}

const eventAt = (story: readonly Step[], at: number): string | null =>
  story.findLast(({ fact }) => fact.at === at)?.fact.id ?? null;

const holderAt = (story: readonly Step[], at: number) =>
  story.findLast(({ fact }) => fact.at <= at)?.after.attributes ?? {
    technicianId: null,
    team: null,
  };

/** Cut where the calendar opens and closes; time while resolved is nobody’s hours. */
function byCalendar(run: ClockRun, { rest, ...piece }: Piece): readonly Segment[] {
  if (rest?.kind === 'resolved') return [{ ...piece, kind: 'resolved' }];
  const open: SegmentKind = rest ? 'paused' : 'running';
  const shut: SegmentKind = rest ? 'paused-out-of-hours' : 'out-of-hours';
  const segments: Segment[] = [];
  let at = piece.from;
  const until = (to: number, kind: SegmentKind): void => {
    const eventId = at === piece.from ? piece.eventId : null;
    if (to > at) segments.push({ ...piece, from: at, to, kind, eventId });
    at = to;
  };
  for (const span of run.commitment.calendar.spans(piece.from, piece.to)) {
    until(span.from, shut);
    until(span.to, open);
  }
  until(piece.to, shut);
  return segments;
}

export const bucketsOf = (segments: readonly Segment[]): Buckets => {
  const sums: Record<SegmentKind, number> = { ...NO_TIME };
  for (const { kind, from, to } of segments) sums[kind] += to - from;
  return sums;
};

/** Sums by whoever held the subject, in the order in which they first did. */
export const bucketsBy = (
  segments: readonly Segment[],
  holder: 'technicianId' | 'team',
): readonly { readonly holder: string | null; readonly buckets: Buckets }[] =>
  [...Map.groupBy(segments, (segment) => segment[holder])].map(([name, own]) => ({
    holder: name,
    buckets: bucketsOf(own),
  }));
