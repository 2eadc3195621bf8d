import type { SlaEvent } from '@gongdan/contracts';

/** What clocks do that gives a verdict, or another one than before. */
const VERDICT_TYPES = ['SlaClockMet', 'SlaClockBreached', 'SlaClockSuperseded'] as const;
export type VerdictEvent = Extract<SlaEvent, { type: (typeof VERDICT_TYPES)[number] }>;
type Verdict = VerdictEvent['data']['standing']['verdict'];

/** History from elsewhere is measured as if it had been promised something: nobody had promised it. */
const WORKFLOW_OF_IMPORTS = 'imported';

type Words = (clock: string) => string;
const kept: Words = (clock) => `Promise kept: ${clock}`;
const broken: Words = (clock) => `Promise broken: ${clock}`;
const openAgain: Words = (clock) => `Promise open again: ${clock}`;
const notBroken: Words = (clock) => `Promise not broken after all: ${clock}`;
const fellAway: Words = (clock) => `Promise fell away: ${clock}`;

/** By the verdict before and the one that holds now. What is missing is no news to a customer. */
const OVERTURNED: { readonly [Before in Verdict]: { readonly [Now in Verdict]?: Words } } = {
  open: { met: kept, breached: broken },
  met: {
    open: openAgain,
    breached: (clock) => `Promise broken after all: ${clock}`,
    cancelled: fellAway,
  },
  breached: {
    open: notBroken,
    met: (clock) => `Promise kept after all: ${clock}`,
    cancelled: notBroken,
  },
  cancelled: { met: kept, breached: broken },
};

type WordsOf<Type extends VerdictEvent['type']> = (
  data: Extract<VerdictEvent, { type: Type }>['data'],
) => string | undefined;

const isPromised = ({ attributes }: VerdictEvent['data']): boolean =>
  attributes.workflow !== WORKFLOW_OF_IMPORTS;

export const keptWords: WordsOf<'SlaClockMet'> = (data) =>
  isPromised(data) ? kept(data.clock) : undefined;

export const brokenWords: WordsOf<'SlaClockBreached'> = (data) =>
  isPromised(data) ? broken(data.clock) : undefined;

/** Only where the verdict is another one now: a due moment that moved is told by the ticket’s own page. */
export const overturnedWords: WordsOf<'SlaClockSuperseded'> = (data) =>
  isPromised(data)
    ? OVERTURNED[data.previous.verdict][data.standing.verdict]?.(data.clock)
    : undefined;
