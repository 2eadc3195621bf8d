import { ok, refuse, type Decider, type Instant, type Refusal, type Result } from '@gongdan/core';
import type { SurveyEvent } from '@gongdan/contracts';
import { surveyRefusals } from './survey-refusals.js';

type DataOf<Type extends SurveyEvent['type']> = Extract<SurveyEvent, { type: Type }>['data'];
export type SurveyRequest = DataOf<'SurveyRequested'>;
export type SurveyAnswer = Omit<DataOf<'SurveyAnswered'>, 'poor'>;

export interface SurveyState {
  readonly status: 'unknown' | 'open' | 'answered' | 'expired';
  readonly request: SurveyRequest | null;
}

export type SurveyCommand =
  | { readonly type: 'RequestSurvey'; readonly request: SurveyRequest }
  | {
      readonly type: 'AnswerSurvey';
      /** SHA-256 (hex) of the token that came with the answer. */
      readonly tokenSha256: string;
      readonly answer: SurveyAnswer;
      /** Satisfaction up to this one is poor. */
      readonly poorSatisfactionMax: number;
      readonly now: Instant;
    }
  | { readonly type: 'ExpireSurvey'; readonly now: Instant };

type Decision = Result<readonly SurveyEvent[], Refusal>;

function decide(state: SurveyState, command: SurveyCommand): Decision {
  if (command.type === 'RequestSurvey') {
    // One survey a cycle: the policy may be told of the settled ticket again.
    return ok(state.request ? [] : [{ type: 'SurveyRequested', data: command.request }]);
  }
  if (state.request === null) return refuse(surveyRefusals.notFound());
  return command.type === 'AnswerSurvey'
    ? answer(state, state.request, command)
    : expire(state, state.request, command.now);
}

/** A wrong token is answered like a missing survey: nobody can find out which surveys there are. */
function answer(
  state: SurveyState,
  request: SurveyRequest,
  command: Extract<SurveyCommand, { type: 'AnswerSurvey' }>,
): Decision {
  if (command.tokenSha256 !== request.tokenSha256) return refuse(surveyRefusals.notFound());
  if (state.status === 'answered') return refuse(surveyRefusals.alreadyAnswered());
  if (state.status === 'expired' || request.expiresAt <= command.now) {
    return refuse(surveyRefusals.expired(request.expiresAt));
  }
  const poor = command.answer.satisfaction <= command.poorSatisfactionMax;
  return ok([{ type: 'SurveyAnswered', data: { ...command.answer, poor } }]);
}

function expire(state: SurveyState, request: SurveyRequest, now: Instant): Decision {
  const due = state.status === 'open' && request.expiresAt <= now;
  return ok(due ? [{ type: 'SurveyExpired', data: {} }] : []);
}

function evolve(state: SurveyState, event: SurveyEvent): SurveyState {
  switch (event.type) {
    case 'SurveyRequested':
      return { status: 'open', request: event.data };
    case 'SurveyAnswered':
      return { ...state, status: 'answered' };
    case 'SurveyExpired':
      return { ...state, status: 'expired' };
    default:
      return state;
  }
}

export const surveyDecider: Decider<SurveyState, SurveyCommand, SurveyEvent> = {
  initial: { status: 'unknown', request: null },
  decide,
  evolve,
};

/** One survey a ticket’s cycle: stream `survey-<ticketId>.<cycle>`. */
export const surveyIdOf = (ticketId: string, cycle: number): string => `${ticketId}.${cycle}`;
