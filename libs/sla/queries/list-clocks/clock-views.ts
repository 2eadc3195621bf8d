import type { ClockState } from '../../projections/sla-clock/sla-clock.projection.js';
import type { ClockOrder } from './find-clocks.js';

/** A list of clocks that has a name of its own: the same list, with its states given. */
export interface ClockView {
  readonly path: string;
  readonly states: readonly ClockState[];
  readonly order: ClockOrder;
  readonly title: string;
}

/** Each is defined here and nowhere else. */
export const CLOCK_VIEWS = {
  'at-risk': {
    path: '/sla/at-risk',
    states: ['at-risk'],
    order: 'due',
    title: 'Open clocks that were warned of and are not broken: the next to break first.',
  },
  breaches: {
    path: '/sla/breaches',
    states: ['breached', 'missed'],
    order: '-due',
    title: 'Clocks that broke, still open or stopped too late: the latest first.',
  },
} as const satisfies Readonly<Record<string, ClockView>>;
export type ClockViewName = keyof typeof CLOCK_VIEWS;
