import { EnumListField, IdField, InstantField } from '@gongdan/platform';
import { DUE_STATES } from '../../projections/index.js';

/** What of the promises a list can be narrowed by. */
export interface DueQuery {
  readonly dueState?: string[];
  readonly dueClock?: string;
  readonly dueFrom?: string;
  readonly dueBefore?: string;
}

/** What the members of an answer mean. */
export const DUE_WORDS = {
  dueAt:
    'Nearest due moment of the clocks that are open; of a breached one, the moment that it missed. Null: none is open, all of them rest, or the promises of what happened last are not told yet (they follow within a moment).',
  dueClock: 'Whose due moment that is.',
  dueState:
    'How that clock stands: open, at-risk (a warning was given), breached; paused: all open clocks rest. Null: none is open.',
  dueInMs:
    'Milliseconds from now (with asOf: from that moment) to dueAt by the clock on the wall, not in business time; negative once it has passed.',
} as const;

export const DueStateField = (): PropertyDecorator =>
  EnumListField(DUE_STATES, {
    description:
      'How the clock of the nearest due moment stands: open, at-risk (a warning was given), breached; paused: all open clocks rest.',
    itemsMin: 1,
    optional: true,
  });

export const DueClockField = (): PropertyDecorator =>
  IdField({
    description: 'Whose due moment is the nearest: a clock of the SLA policies.',
    optional: true,
  });

export const DueFromField = (): PropertyDecorator =>
  InstantField({ description: 'The nearest due moment is this one or later.', optional: true });

export const DueBeforeField = (): PropertyDecorator =>
  InstantField({ description: 'The nearest due moment is before this one.', optional: true });
