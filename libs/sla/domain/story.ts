import type {
  ComplaintEvent,
  CustomerEvent,
  Move,
  PauseReason,
  SlaAttributes,
  StateClass,
  TicketEvent,
} from '@gongdan/contracts';
import { withoutUndefined } from '@gongdan/core';
import type { SlaFact } from './sla-fact.js';

/** How the subject stood after a fact: all that policies choose and match by. */
export interface Situation {
  readonly attributes: SlaAttributes;
  readonly state: string;
  readonly stateClass: StateClass | null;
  readonly stage: string;
  readonly pauseReason: PauseReason | null;
  /** The resolution cycle: 1, and one more for every reopening. */
  readonly resolutionCycle: number;
}

/** One fact with what it changed. */
export interface Step {
  readonly fact: SlaFact;
  readonly before: Situation;
  readonly after: Situation;
}

const initialSituation: Situation = {
  attributes: { customerId: null, technicianId: null, team: null },
  state: '',
  stateClass: null,
  stage: '',
  pauseReason: null,
  resolutionCycle: 1,
};

/**
 * The facts in the order in which they happened (those of one moment in the order of the log), whatever
 * order they were reported in, each with the situation before and after it.
 */
export function storyOf(facts: readonly SlaFact[]): readonly Step[] {
  const inOrder = facts.toSorted((a, b) => a.at - b.at || a.position - b.position);
  let situation = initialSituation;
  return inOrder.map((fact) => {
    const before = situation;
    situation = evolveSituation(before, fact);
    return { fact, before, after: situation };
  });
}

/** Of what happens to a ticket, these change nothing that clocks are judged by; a policy may still name them. */
export const IDLE_TYPES: readonly string[] = [
  'TicketCommented',
  'TicketFileAttached',
  'WorkRecorded',
  'PartsRecorded',
  'TicketEscalated',
  'TicketCarriedOver',
];

type SubjectEvent = TicketEvent | ComplaintEvent | CustomerEvent;

function evolveSituation(before: Situation, fact: SlaFact): Situation {
  const event = fact as unknown as SubjectEvent;
  const moved = 'move' in event.data && event.data.move ? movedTo(event.data.move) : {};
  const { attributes, ...rest } = changedBy(before, event);
  return {
    ...before,
    ...moved,
    ...rest,
    attributes: attributes
      ? withoutUndefined({ ...before.attributes, ...attributes })
      : before.attributes,
  };
}

interface Change extends Partial<Omit<Situation, 'attributes'>> {
  /** A region that is undefined: none any more. */
  readonly attributes?: Partial<Omit<SlaAttributes, 'region'>> & {
    readonly region?: string | undefined;
  };
}

const movedTo = (move: Move): Change => ({
  state: move.to,
  stateClass: move.stateClass,
  stage: move.stage,
  ...(move.stateClass === 'paused' ? {} : { pauseReason: null }),
});

function changedBy(before: Situation, event: SubjectEvent): Change {
  switch (event.type) {
    case 'TicketRegistered': {
      const { customerId, category, priority, channel, workflow, site } = event.data;
      const region = site?.region === undefined ? {} : { region: site.region };
      const chosenBy = { category, priority, channel, workflow: workflow.id, ...region };
      const attributes = { customerId, ...chosenBy };
      return { attributes };
    }
    case 'TicketAmended':
      // Another site without a region has none: the one before was the other site’s.
      return event.data.site ? { attributes: { region: event.data.site.region } } : {};
    case 'TicketClassified': {
      const { category, workflow } = event.data;
      return { attributes: { category, workflow: workflow.id } };
    }
    case 'TicketWorkflowMigrated':
      return { attributes: { workflow: event.data.workflow.id } };
    case 'TicketPrioritised':
      return { attributes: { priority: event.data.priority } };
    case 'TicketAssigned':
    case 'TicketReassigned': {
      const { technicianId, team } = event.data;
      return { attributes: { technicianId, team: team ?? before.attributes.team } };
    }
    case 'TicketDeclined':
      return { attributes: { technicianId: null } };
    case 'TicketReopened':
      return reopened(event.data.cycle, event.data.move);
    case 'WorkPaused':
      return { pauseReason: event.data.reason };
    default:
      return changedElsewhere(event);
  }
}

/** Who did the work is kept only where work goes on at once. */
const reopened = (resolutionCycle: number, move: Move): Change => ({
  resolutionCycle,
  ...(move.stage === 'request' ? { attributes: { technicianId: null, team: null } } : {}),
});

function changedElsewhere(event: SubjectEvent): Change {
  switch (event.type) {
    case 'CustomerRegistered':
    case 'CustomerAmended':
      return event.data.tier === undefined ? {} : { attributes: { tier: event.data.tier } };
    case 'ComplaintOpened': {
      const { customerId, severity, level } = event.data;
      return { state: 'open', stateClass: 'open', attributes: { customerId, severity, level } };
    }
    case 'ComplaintEscalated':
      return { attributes: { level: event.data.to } };
    case 'ComplaintAnswered':
      return { state: 'answered' };
    case 'ComplaintClosed':
      return { state: 'closed', stateClass: 'closed' };
    default:
      return {};
  }
}
