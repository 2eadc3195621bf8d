import { describe, expect, it } from '@jest/globals';
import { epochMsOf, instantOf, type Instant } from '@gongdan/core';
import type { Caller } from '@gongdan/contracts';
import { checkWorkflows, readWorkflowFiles, Workflows } from '@gongdan/workflow';
import { ticketDecider } from './ticket-decider.js';
import { ticketWorkflowVocabulary } from './ticket-vocabulary.js';
import { WORKFLOW_FOLDER } from './testing/load-test-workflows.js';
import {
  at,
  callers,
  command,
  decider,
  LEAD,
  registration,
  spec,
  START,
  storyUntil,
  until,
} from './testing/ticket-story.js';

const { auditor, clerk, dispatcher, lead, stranger, finance, serviceManager } = callers;

describe('whether there is such a ticket', () => {
  it('comes first, for every command but register', () => {
    const nothing = spec.given();
    expect(nothing.when(command('accept', {}, { caller: lead })).refusal()).toBe(
      'TICKET.NOT_FOUND',
    );
    expect(nothing.when(command('comment', { text: 'x' })).result).toMatchObject({
      error: { category: 'not-found' },
    });
  });
});

describe('who may', () => {
  it('is said by the workflow; a role that never may is told so in any state', () => {
    const refused = until('closed').when(command('start', {}, { caller: auditor })).result;
    expect(refused).toMatchObject({
      error: {
        code: 'TICKET.ROLE_NOT_ALLOWED',
        category: 'forbidden',
        hint: 'It takes one of: technician, dispatcher, dispatch-manager.',
      },
    });
  });

  it('may depend on the state', () => {
    const classify = command('classify', { category: 'free', reason: 'x' }, { caller: clerk });
    expect(until('registered').when(classify).events()).toHaveLength(1);
    expect(until('assigned').when(classify).refusal()).toBe('TICKET.ROLE_NOT_ALLOWED');
  });

  it('is not a technician of another ticket, whatever the state', () => {
    const comment = command('comment', { text: 'x' }, { caller: stranger });
    expect(until('assigned').when(comment).refusal()).toBe('TICKET.NOT_ASSIGNED_TO_YOU');
    const start = command('start', {}, { caller: stranger });
    expect(until('closed').when(start).refusal()).toBe('TICKET.NOT_ASSIGNED_TO_YOU');
    const technicianWithoutRecord: Caller = { ...lead, technicianId: null };
    const arrive = command('arrive', {}, { caller: technicianWithoutRecord });
    expect(until('accepted').when(arrive).refusal()).toBe('TICKET.NOT_ASSIGNED_TO_YOU');
  });

  it('is a technician of another ticket who also works at the desk, in what the desk may', () => {
    const both: Caller = { ...stranger, roles: ['technician', 'clerk'] };
    const sign = command('sign', { signedBy: 'Customer One' }, { caller: both });
    expect(until('finished').when(sign).events()).toHaveLength(1);
    const arrive = command('arrive', {}, { caller: both });
    expect(until('accepted').when(arrive).refusal()).toBe('TICKET.NOT_ASSIGNED_TO_YOU');
  });
});

describe('a wrong state', () => {
  it('is named, with the states it would be possible in and what is possible now', () => {
    const refused = until('registered').when(command('assign', { technicianId: LEAD })).result;
    expect(refused).toEqual({
      ok: false,
      error: {
        code: 'TICKET.WRONG_STATE',
        category: 'rejected',
        message: 'assign is not possible in the state registered, only in: approved.',
        hint:
          'In the state registered you may: ' +
          'amend, classify, prioritise, cancel, merge, comment, attach, escalate.',
        extra: { state: 'registered', stage: 'request' },
      },
    });
  });

  it('leaves some with nothing to do', () => {
    const closed = storyUntil('closed').state;
    const close = command('close', {}, { caller: serviceManager });
    expect(decider.decide(closed, close)).toMatchObject({
      error: { hint: expect.stringContaining('reopen') },
    });
    const settle = decider.decide(
      closed,
      command('settle', { outcome: 'covered' }, { caller: finance }),
    );
    expect(settle).toMatchObject({
      error: { hint: 'In the state closed you may: comment, attach.' },
    });
  });
});

describe('when it happened', () => {
  const comment = (now: string, occurredAt: string) =>
    command(
      'comment',
      { text: 'x' },
      { now: now as typeof START, occurredAt: occurredAt as typeof START },
    );

  it('is now or earlier, however late it is reported', () => {
    expect(
      until('closed')
        .when(comment(at(60), at(2)))
        .events()[0]?.occurredAt,
    ).toBe(at(2));
    expect(
      until('closed')
        .when(comment(at(60), START))
        .events(),
    ).toHaveLength(1);
  });

  it('is not in the future, not by a millisecond', () => {
    const future = new Date(Date.parse(at(60)) + 1).toISOString();
    const refused = until('registered').when(comment(at(60), future)).result;
    expect(refused).toMatchObject({
      error: {
        code: 'REQUEST.IN_THE_FUTURE',
        category: 'invalid',
        violations: [{ path: '/occurredAt' }],
      },
    });
    const register = command('register', registration, {
      caller: clerk,
      now: START,
      occurredAt: at(1),
    });
    expect(spec.given().when(register).refusal()).toBe('REQUEST.IN_THE_FUTURE');
  });

  it('is not before there were calendars to keep promises by', () => {
    const since = (occurredAt: string) =>
      spec.given().when(
        command('register', registration, {
          caller: clerk,
          now: START,
          occurredAt: occurredAt as Instant,
        }),
      );
    expect(since('1969-12-31T23:59:59.999Z').result).toMatchObject({
      error: { code: 'REQUEST.TOO_LONG_AGO', violations: [{ path: '/occurredAt' }] },
    });
    expect(since('1970-01-01T00:00:00.000Z').events()).toHaveLength(1);
  });

  it('is not before the registration', () => {
    const refused = until('registered').when(comment(at(60), at(-1)));
    expect(refused.refusal()).toBe('TICKET.OCCURRED_BEFORE_REGISTRATION');
  });

  it('may be now by a clock that has stepped back', () => {
    expect(
      until('registered')
        .when(comment(at(-1), at(-1)))
        .events(),
    ).toHaveLength(1);
  });
});

describe('the version that a ticket is pinned to', () => {
  const [paid] = readWorkflowFiles(WORKFLOW_FOLDER).filter(({ name }) => name === 'paid.v1.yaml');
  if (!paid) throw new Error('paid.v1.yaml is missing');
  const second = {
    name: 'paid.v2.yaml',
    text: paid.text.replace('version: 1', 'version: 2').replaceAll('on-site', 'at-customer'),
  };
  const load = (files: readonly { name: string; text: string }[]) => {
    const { definitions, findings } = checkWorkflows(files, ticketWorkflowVocabulary);
    expect(findings).toEqual([]);
    return ticketDecider(new Workflows(definitions));
  };
  const both = load([paid, second]);
  const migrate = (input: { version: number; state?: string }) =>
    command('migrate-workflow', { reason: 'New rules', ...input }, { caller: serviceManager });

  it('stays until it is migrated; new tickets begin with the newest', () => {
    const arrived = both.decide(
      storyUntil('accepted').state,
      command('arrive', {}, { caller: lead }),
    );
    expect(arrived).toMatchObject({ value: [{ data: { move: { to: 'on-site' } } }] });
    const registered = both.decide(
      both.initial,
      command('register', registration, { caller: clerk }),
    );
    expect(registered).toMatchObject({ value: [{ data: { workflow: { version: 2 } } }] });
  });

  it('is moved by a recorded decision', () => {
    expect(both.decide(storyUntil('accepted').state, migrate({ version: 2 }))).toEqual({
      ok: true,
      value: [
        {
          type: 'TicketWorkflowMigrated',
          occurredAt: at(60),
          data: {
            workflow: { id: 'paid', version: 2 },
            previousWorkflow: { id: 'paid', version: 1 },
            reason: 'New rules',
          },
        },
      ],
    });
  });

  it('is not moved out of a pause before there was one', () => {
    const paused = storyUntil('paused').state;
    const since = epochMsOf(paused.stateSince ?? at(0));
    const moved = (state: string, occurredMs: number) =>
      both.decide(paused, {
        ...migrate({ version: 2, state }),
        occurredAt: instantOf(occurredMs),
      });
    expect(moved('accepted', since - 1)).toMatchObject({
      error: { code: 'TICKET.OCCURRED_BEFORE_WHAT_IT_UNDOES' },
    });
    expect(moved('accepted', since).ok).toBe(true);
    expect(moved('paused', since - 1).ok).toBe(true);
  });

  it('needs a state to go on in where the newer version lacks the present one', () => {
    const onSite = storyUntil('on-site').state;
    expect(both.decide(onSite, migrate({ version: 2 }))).toMatchObject({
      error: { code: 'TICKET.STATE_NOT_IN_WORKFLOW', violations: [{ path: '/state' }] },
    });
    expect(both.decide(onSite, migrate({ version: 2, state: 'on-site' }))).toMatchObject({
      error: { code: 'TICKET.STATE_NOT_IN_WORKFLOW' },
    });
    const moved = both.decide(onSite, migrate({ version: 2, state: 'at-customer' }));
    expect(moved).toMatchObject({
      value: [{ data: { move: { from: 'on-site', to: 'at-customer', stage: 'field' } } }],
    });
    const pausedThere = storyUntil('on-site').next('pause', { reason: 'other' }, lead).state;
    expect(both.decide(pausedThere, migrate({ version: 2 }))).toMatchObject({
      error: { code: 'TICKET.STATE_NOT_IN_WORKFLOW' },
    });
  });

  it('never goes back, nor anywhere that is not loaded', () => {
    const newer = { ...storyUntil('accepted').state, workflow: { id: 'paid', version: 2 } };
    expect(both.decide(newer, migrate({ version: 2 }))).toEqual({ ok: true, value: [] });
    expect(both.decide(newer, migrate({ version: 1 }))).toMatchObject({
      error: { code: 'TICKET.VERSION_NOT_NEWER' },
    });
    expect(both.decide(newer, migrate({ version: 3 }))).toMatchObject({
      error: { code: 'TICKET.WORKFLOW_UNKNOWN' },
    });
    const byClerk = command('migrate-workflow', { version: 2, reason: 'x' }, { caller: clerk });
    expect(both.decide(newer, byClerk)).toMatchObject({
      error: { code: 'TICKET.ROLE_NOT_ALLOWED' },
    });
  });

  it('must be loaded: its tickets wait for the file, and say so', () => {
    const onlySecond = load([second]);
    const refused = onlySecond.decide(
      storyUntil('accepted').state,
      command('assign', { technicianId: LEAD }, { caller: dispatcher }),
    );
    expect(refused).toMatchObject({
      error: {
        code: 'TICKET.WORKFLOW_NOT_LOADED',
        category: 'transient',
        hint: expect.stringContaining('paid.v1.yaml'),
      },
    });
  });
});
