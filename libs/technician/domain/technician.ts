import { ok, refuse, type Decider, type Refusal, type Result } from '@gongdan/core';
import type { TechnicianEvent } from '@gongdan/contracts';
import { technicianRefusals } from './technician-refusals.js';

type DataOf<Type extends TechnicianEvent['type']> = Extract<
  TechnicianEvent,
  { type: Type }
>['data'];

export interface TechnicianState {
  readonly status: 'unknown' | 'active' | 'released';
  readonly name: string | null;
  readonly team: string | null;
  readonly region: string | null;
  readonly skills: readonly string[];
}

export type TechnicianCommand =
  | { readonly type: 'EngageTechnician'; readonly technician: DataOf<'TechnicianEngaged'> }
  | { readonly type: 'AmendTechnician'; readonly changes: DataOf<'TechnicianAmended'> }
  | { readonly type: 'ReleaseTechnician'; readonly reason?: string };

type Decision = Result<readonly TechnicianEvent[], Refusal>;

function decide(state: TechnicianState, command: TechnicianCommand): Decision {
  switch (command.type) {
    case 'EngageTechnician':
      return state.status === 'unknown'
        ? ok([{ type: 'TechnicianEngaged', data: command.technician }])
        : refuse(technicianRefusals.alreadyEngaged());
    case 'AmendTechnician':
      return amend(state, command.changes);
    case 'ReleaseTechnician':
      return release(state, command.reason);
  }
}

/** Members that say what is so already are left out; nothing left: nothing changes. */
function amend(state: TechnicianState, changes: DataOf<'TechnicianAmended'>): Decision {
  if (state.status === 'unknown') return refuse(technicianRefusals.notFound());
  if (state.status === 'released') return refuse(technicianRefusals.released());
  const given = Object.entries(changes) as [keyof typeof changes, unknown][];
  if (given.length === 0) return refuse(technicianRefusals.nothingToAmend());
  const data: DataOf<'TechnicianAmended'> = Object.fromEntries(
    given.filter(([member, value]) => JSON.stringify(value) !== JSON.stringify(state[member])),
  );
  return ok(Object.keys(data).length === 0 ? [] : [{ type: 'TechnicianAmended', data }]);
}

function release(state: TechnicianState, reason: string | undefined): Decision {
  if (state.status === 'unknown') return refuse(technicianRefusals.notFound());
  if (state.status === 'released') return ok([]);
  return ok([{ type: 'TechnicianReleased', data: reason === undefined ? {} : { reason } }]);
}

function evolve(state: TechnicianState, event: TechnicianEvent): TechnicianState {
  switch (event.type) {
    case 'TechnicianEngaged': {
      const { name, team, region, skills } = event.data;
      return { status: 'active', name, team: team ?? null, region: region ?? null, skills };
    }
    case 'TechnicianAmended':
      return { ...state, ...event.data };
    case 'TechnicianReleased':
      return { ...state, status: 'released' };
    default:
      return state;
  }
}

export const technicianDecider: Decider<TechnicianState, TechnicianCommand, TechnicianEvent> = {
  initial: { status: 'unknown', name: null, team: null, region: null, skills: [] },
  decide,
  evolve,
};
