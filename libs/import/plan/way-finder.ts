import type { PauseReason } from '@gongdan/contracts';
import type { TicketCommandName, TicketState } from '@gongdan/ticket';
import { targetOf, type WorkflowDefinition } from '@gongdan/workflow';
import type { TargetState } from '../rows/import-row.js';

/**
 * Commands that an import may move a ticket by: those it can give everything they need. In order of
 * preference among ways of equal length.
 */
const MOVERS = [
  'resume',
  'reopen',
  'approve-dispatch',
  'accept',
  'depart',
  'arrive',
  'start',
  'pause',
  'finish',
  'countersign',
  'archive',
  'close',
  'cancel',
] as const satisfies readonly TicketCommandName[];
export type Mover = (typeof MOVERS)[number];

/** No way is longer: more steps than a workflow has states lead round in circles. */
const STEPS_MAX = 30;

type Standing = Pick<TicketState, 'state' | 'pausedFrom' | 'pauseReason'>;

interface Node extends Standing {
  readonly way: readonly Mover[];
}

/** Finds the shortest sequence of commands from where a ticket stands to where a row says it stands. */
export class WayFinder {
  private readonly known = new Map<string, readonly Mover[] | undefined>();

  constructor(readonly definition: WorkflowDefinition) {}

  /** Empty: it is there already. Undefined: there is no way. */
  find(from: Standing, target: TargetState): readonly Mover[] | undefined {
    const key = [from.state, from.pausedFrom, from.pauseReason, target.to, target.pause].join('\n');
    if (!this.known.has(key)) this.known.set(key, this.search(from, target));
    return this.known.get(key);
  }

  private search(from: Standing, target: TargetState): readonly Mover[] | undefined {
    const seen = new Set<string>();
    let layer: Node[] = [{ ...from, way: [] }];
    for (let steps = 0; steps <= STEPS_MAX && layer.length > 0; steps++) {
      const there = layer.find((node) => this.isThere(node, target));
      if (there) return there.way;
      layer = layer
        .flatMap((node) => this.next(node, target))
        .filter((node) => {
          const key = [node.state, node.pausedFrom, node.pauseReason].join('\n');
          return !seen.has(key) && seen.add(key);
        });
    }
    return undefined;
  }

  private isThere({ state, pauseReason }: Node, { to, pause }: TargetState): boolean {
    return state === to && (pause === undefined || !this.isPaused(to) || pauseReason === pause);
  }

  private next(node: Node, target: TargetState): Node[] {
    return MOVERS.flatMap((mover) => {
      const transition = this.definition.transition(mover, node.state);
      if (!transition?.roles.includes('system')) return [];
      const state = targetOf(transition, node.state, node.pausedFrom);
      if (state === undefined || this.mustReopen(node.state, state, mover)) return [];
      const paused = this.isPaused(state);
      const pausedFrom = this.isPaused(node.state) ? node.pausedFrom : node.state;
      const pauseReason: PauseReason | null = paused ? (target.pause ?? 'other') : null;
      const way = [...node.way, mover];
      return [{ state, pausedFrom: paused ? pausedFrom : null, pauseReason, way }];
    });
  }

  private isPaused(state: string): boolean {
    return this.definition.state(state)?.stateClass === 'paused';
  }

  /** Finished work is taken up by reopening where that is possible, so that a new cycle begins. */
  private mustReopen(from: string, to: string, mover: Mover): boolean {
    if (mover === 'reopen' || !this.isDone(from) || this.isDone(to)) return false;
    const reopen = this.definition.transition('reopen', from);
    return reopen?.roles.includes('system') ?? false;
  }

  private isDone(state: string): boolean {
    const stateClass = this.definition.state(state)?.stateClass ?? '';
    return ['resolved', 'closed', 'cancelled'].includes(stateClass);
  }
}
