import type { SlaFact } from '../../../libs/sla/domain/sla-fact.js';
import type { Condition, EventMatcher } from '../../../libs/sla/domain/sla-policy.js';

/** What a ticket is at a moment, read off its events by the oracle itself. */
export interface Ticket {
  readonly choice: Readonly<Record<string, string | undefined>>;
  readonly state: string;
  readonly stateClass: string | null;
  readonly stage: string;
  readonly pausedFor: string | null;
  readonly resolution: number;
}

export interface Told {
  readonly fact: SlaFact;
  readonly was: Ticket;
  readonly is: Ticket;
}

interface Data {
  readonly [name: string]: unknown;
  readonly move?: { to: string; stage: string; stateClass: string };
  readonly workflow?: { id: string };
  readonly site?: { region?: string };
}

const UNKNOWN: Ticket = {
  choice: {},
  state: '',
  stateClass: null,
  stage: '',
  pausedFor: null,
  resolution: 1,
};

/** Events as they happened; those of one moment as they were written down. */
export function tell(facts: readonly SlaFact[]): readonly Told[] {
  let is = UNKNOWN;
  return facts
    .toSorted((a, b) => (a.at === b.at ? a.position - b.position : a.at - b.at))
    .map((fact) => {
      const was = is;
      is = after(was, fact);
      return { fact, was, is };
    });
}

function after(was: Ticket, { type, data }: SlaFact): Ticket {
  const { move, workflow, site, ...more } = data as Data;
  const choice = { ...was.choice };
  const take = (...names: string[]) => {
    for (const name of names) {
      if (more[name] !== undefined) choice[name] = more[name] as string;
    }
  };
  if (type === 'TicketRegistered') take('category', 'priority');
  if (type === 'TicketClassified') take('category');
  if (type === 'TicketPrioritised') take('priority');
  if (type.startsWith('Customer')) take('tier');
  if (workflow) choice['workflow'] = workflow.id;
  if (site) delete choice['region'];
  if (site?.region !== undefined) choice['region'] = site.region;
  const { state, stateClass, stage } = move
    ? { state: move.to, stateClass: move.stateClass, stage: move.stage }
    : was;
  const reason = type === 'WorkPaused' ? (more['reason'] as string) : was.pausedFor;
  return {
    choice,
    state,
    stateClass,
    stage,
    pausedFor: stateClass === 'paused' ? reason : null,
    resolution: type === 'TicketReopened' ? (more['cycle'] as number) : was.resolution,
  };
}

export const applies = (condition: Condition, { choice }: Ticket): boolean =>
  Object.entries(condition).every(([name, wanted]) =>
    (wanted as readonly string[]).includes(choice[name] ?? ''),
  );

export const isOneOf = (matchers: readonly EventMatcher[], { fact, was, is }: Told): boolean =>
  matchers.some(({ event, where = {}, ...into }) => {
    if (event !== undefined && event !== fact.type) return false;
    const enters = (Object.keys(into) as ('state' | 'stateClass' | 'stage')[]).every(
      (name) => is[name] === into[name] && was[name] !== into[name],
    );
    return enters && Object.keys(where).every((name) => where[name] === fact.data[name]);
  });
