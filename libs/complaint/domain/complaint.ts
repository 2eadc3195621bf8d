import {
  momentAfter,
  ok,
  refuse,
  type Decider,
  type Instant,
  type Occurrence,
  type Refusal,
  type Result,
} from '@gongdan/core';
import {
  ESCALATION_LEVELS,
  type ComplaintEvent,
  type EscalationLevel,
  type Role,
  type Severity,
} from '@gongdan/contracts';
import { complaintRefusals } from './complaint-refusals.js';

/** Most answers to one complaint. */
export const COMPLAINT_ANSWERS_MAX = 100;

type DataOf<Type extends ComplaintEvent['type']> = Extract<ComplaintEvent, { type: Type }>['data'];

/** An event with the moment it happened: a state folded before recording equals the one read back later. */
export type ComplaintFact = ComplaintEvent & { readonly occurredAt: Instant };

export interface ComplaintState {
  readonly status: 'unknown' | 'open' | 'answered' | 'closed';
  readonly openedAt: Instant | null;
  readonly customerId: string | null;
  readonly level: EscalationLevel;
  /** How many were recorded. */
  readonly answers: number;
}

export type OpenedComplaint = Omit<DataOf<'ComplaintOpened'>, 'level' | 'ownerId'> & {
  /** The person who takes it; default: the role that owns complaints of this severity. */
  readonly ownerId?: string;
};

/** What can be asked of a complaint. */
export type ComplaintRequest =
  | { readonly type: 'OpenComplaint'; readonly complaint: OpenedComplaint }
  | {
      readonly type: 'EscalateComplaint';
      /** Default: the next step. */
      readonly to?: EscalationLevel;
      readonly ownerId?: string;
      readonly reason: string;
    }
  | {
      readonly type: 'AnswerComplaint';
      readonly channel: DataOf<'ComplaintAnswered'>['channel'];
      readonly answer: string;
    }
  | {
      readonly type: 'CloseComplaint';
      readonly acceptedByCustomer: boolean;
      readonly reason?: string;
      readonly roles: readonly Role[];
    };

export type ComplaintCommand = ComplaintRequest & Occurrence;

/** Who owns a complaint on each step of the ladder until a person is named. */
const OWNER_OF_LEVEL: Readonly<Record<EscalationLevel, Role>> = {
  handler: 'service-manager',
  'dispatch-manager': 'dispatch-manager',
  executive: 'executive',
};

/** A serious complaint goes to the executive at once. */
const levelOf = (severity: Severity): EscalationLevel =>
  severity === 'general' ? 'handler' : 'executive';

type Decision = Result<readonly ComplaintEvent[], Refusal>;

function decide(
  state: ComplaintState,
  command: ComplaintCommand,
): Result<readonly ComplaintFact[], Refusal> {
  const decision = decideRequest(state, command);
  if (!decision.ok) return decision;
  const occurredAt = momentAfter(state.openedAt, command);
  return ok(decision.value.map((event) => ({ ...event, occurredAt })));
}

function decideRequest(state: ComplaintState, command: ComplaintCommand): Decision {
  if (command.type === 'OpenComplaint') return open(state, command.complaint);
  if (state.status === 'unknown') return refuse(complaintRefusals.notFound());
  if (state.status === 'closed') return refuse(complaintRefusals.closed());
  const refusal = timeRefusal(state, command);
  if (refusal) return refuse(refusal);
  switch (command.type) {
    case 'EscalateComplaint':
      return escalate(state, command);
    case 'AnswerComplaint': {
      const { channel, answer } = command;
      if (state.answers >= COMPLAINT_ANSWERS_MAX) {
        return refuse(complaintRefusals.limitReached(COMPLAINT_ANSWERS_MAX));
      }
      return ok([{ type: 'ComplaintAnswered', data: { channel, answer } }]);
    }
    case 'CloseComplaint':
      return close(state, command);
  }
}

/**
 * Nothing happens to a complaint before there is one. Promises are judged in the order in which things happened: an
 * answer from before the opening would stop none, and people would be told of a breach for good.
 */
function timeRefusal(
  { openedAt }: ComplaintState,
  { occurredAt, now }: ComplaintCommand,
): Refusal | undefined {
  // What happens now does so after what happened before, though this clock may have stepped back since.
  if (openedAt === null || occurredAt >= openedAt || occurredAt === now) return undefined;
  return complaintRefusals.occurredBeforeOpening(occurredAt, openedAt);
}

function open(state: ComplaintState, complaint: OpenedComplaint): Decision {
  if (state.status !== 'unknown') return refuse(complaintRefusals.alreadyOpened());
  const level = levelOf(complaint.severity);
  const ownerId = complaint.ownerId ?? OWNER_OF_LEVEL[level];
  return ok([{ type: 'ComplaintOpened', data: { ...complaint, ownerId, level } }]);
}

/** One step up the ladder, or up to the level that is named. */
function escalate(
  { level: from }: ComplaintState,
  { to: named, ownerId, reason }: Extract<ComplaintRequest, { type: 'EscalateComplaint' }>,
): Decision {
  const next = ESCALATION_LEVELS[ESCALATION_LEVELS.indexOf(from) + 1];
  if (next === undefined) return refuse(complaintRefusals.atTheTop());
  const to = named ?? next;
  if (ESCALATION_LEVELS.indexOf(to) <= ESCALATION_LEVELS.indexOf(from)) {
    return refuse(complaintRefusals.atThisLevel(from));
  }
  const data = { from, to, ownerId: ownerId ?? OWNER_OF_LEVEL[to], reason };
  return ok([{ type: 'ComplaintEscalated', data }]);
}

/** The loop closes when the customer accepts the answer, or by the executive with a reason. */
function close(
  state: ComplaintState,
  command: Extract<ComplaintRequest, { type: 'CloseComplaint' }>,
): Decision {
  const { acceptedByCustomer, reason, roles } = command;
  if (acceptedByCustomer) {
    if (state.status !== 'answered') return refuse(complaintRefusals.notAnswered());
  } else {
    if (!roles.includes('executive')) return refuse(complaintRefusals.onlyTheExecutive());
    if (reason === undefined) return refuse(complaintRefusals.reasonMissing());
  }
  const data = { acceptedByCustomer, ...(reason === undefined ? {} : { reason }) };
  return ok([{ type: 'ComplaintClosed', data }]);
}

function evolve(state: ComplaintState, fact: ComplaintFact): ComplaintState {
  switch (fact.type) {
    case 'ComplaintOpened': {
      const { customerId, level } = fact.data;
      return { status: 'open', openedAt: fact.occurredAt, customerId, level, answers: 0 };
    }
    case 'ComplaintEscalated':
      return { ...state, level: fact.data.to };
    case 'ComplaintAnswered':
      return { ...state, status: 'answered', answers: state.answers + 1 };
    case 'ComplaintClosed':
      return { ...state, status: 'closed' };
    default:
      return state;
  }
}

/** The rules of a complaint over its one stream. Pure: time and the caller’s roles arrive in the command. */
export const complaintDecider: Decider<ComplaintState, ComplaintCommand, ComplaintFact> = {
  initial: { status: 'unknown', openedAt: null, customerId: null, level: 'handler', answers: 0 },
  decide,
  evolve,
};
