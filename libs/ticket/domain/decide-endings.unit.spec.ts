import { describe, expect, it } from '@jest/globals';
import type { Instant } from '@gongdan/core';
import type { TicketCommandInputs } from './ticket-command.js';
import { ticketDecider } from './ticket-decider.js';
import { CYCLES_MAX } from './ticket-limits.js';
import {
  at,
  callers,
  command,
  importedStory,
  spec,
  START,
  storyUntil,
  TICKET,
  until,
  workflows,
} from './testing/ticket-story.js';

const { clerk, serviceManager, engine } = callers;

describe('cancel', () => {
  const cancel = command('cancel', { reason: 'Found the cause' }, { caller: clerk });

  it.each(['registered', 'approved', 'assigned', 'accepted', 'scheduled', 'en-route', 'on-site'])(
    'withdraws a ticket that is %s',
    (state) => {
      expect(until(state).when(cancel).events()[0]?.data).toMatchObject({
        move: { from: state, to: 'cancelled', stage: 'closed', stateClass: 'cancelled' },
      });
    },
  );

  it('is refused after work began', () => {
    expect(until('paused').when(cancel).refusal()).toBe('TICKET.WORK_BEGAN');
    const recorded = storyUntil('on-site').next(
      'record-work',
      { description: 'Looked', minutes: 5 },
      callers.lead,
    );
    expect(
      spec
        .given(...recorded.facts)
        .when(cancel)
        .refusal(),
    ).toBe('TICKET.WORK_BEGAN');
    expect(until('in-progress').when(cancel).refusal()).toBe('TICKET.WRONG_STATE');
  });

  it('needs a reason', () => {
    const silent = command('cancel', { reason: '  ' }, { caller: clerk });
    expect(until('registered').when(silent).refusal()).toBe('TICKET.FIELD_REQUIRED');
  });

  it('withdraws a reopened ticket not before it was reopened: its promises would run on', () => {
    const { facts, state } = storyUntil('closed').next('reopen', { reason: 'Back' }, clerk);
    const since = state.cycleSince ?? START;
    const sooner = new Date(Date.parse(since) - 1).toISOString() as Instant;
    const late = (occurredAt: Instant) =>
      command('cancel', { reason: 'In vain' }, { caller: clerk, now: at(90), occurredAt });
    const refused = spec.given(...facts).when(late(sooner));
    expect(refused.refusal()).toBe('TICKET.OCCURRED_BEFORE_REOPENING');
    const withdrawn = spec.given(...facts).when(late(since));
    expect(withdrawn.events()).toHaveLength(1);
    const said = command(
      'comment',
      { text: 'Rang then.' },
      { caller: clerk, now: at(90), occurredAt: sooner },
    );
    expect(
      spec
        .given(...facts)
        .when(said)
        .events(),
    ).toHaveLength(1);
  });

  it('withdraws a reopened ticket before work began again', () => {
    const story = storyUntil('closed').next('reopen', { reason: 'Back' }, clerk);
    expect(
      spec
        .given(...story.facts)
        .when(cancel)
        .events(),
    ).toHaveLength(1);
  });
});

describe('reopen', () => {
  const DAY_MINUTES = 24 * 60;
  const closedAt = storyUntil('closed').state.closedAt ?? START;
  const days = (count: number, extraMs = 0) =>
    new Date(
      Date.parse(closedAt) + count * DAY_MINUTES * 60_000 + extraMs,
    ).toISOString() as Instant;
  const reopen = (now: Instant, occurredAt = now) =>
    command('reopen', { reason: 'Fault came back' }, { caller: clerk, now, occurredAt });

  it('begins a new cycle with nobody assigned', () => {
    const story = storyUntil('closed').next('reopen', { reason: 'Back' }, clerk);
    expect(story.facts.at(-1)?.data).toEqual({
      reason: 'Back',
      cycle: 2,
      move: { from: 'closed', to: 'registered', stage: 'request', stateClass: 'open' },
    });
    expect(story.state).toMatchObject({
      cycle: 2,
      technicianId: null,
      assistantIds: [],
      appointment: null,
      workBegan: false,
      signature: null,
      closedAt: null,
      finishedAt: null,
    });
    expect(story.state.work).toHaveLength(1);
  });

  it('is possible to the end of the period and not a moment later', () => {
    expect(
      until('closed')
        .when(reopen(days(30)))
        .events(),
    ).toHaveLength(1);
    expect(
      until('closed')
        .when(reopen(days(30, 1)))
        .refusal(),
    ).toBe('TICKET.REOPEN_PERIOD_OVER');
  });

  it('counts when it happened, not when it was written down', () => {
    expect(
      until('closed')
        .when(reopen(days(31), days(29)))
        .events(),
    ).toHaveLength(1);
  });

  it('is not before what it undoes: its promises would be over for good', () => {
    expect(until('closed').when(reopen(days(1), days(0, -1))).result).toMatchObject({
      error: {
        code: 'TICKET.OCCURRED_BEFORE_WHAT_IT_UNDOES',
        violations: [{ path: '/occurredAt' }],
      },
    });
  });

  it.each(['archived', 'awaiting-feedback'])('is possible from %s', (state) => {
    expect(
      until(state)
        .when(reopen(at(60)))
        .events(),
    ).toHaveLength(1);
  });

  it('is not possible before the end, nor for what was cancelled', () => {
    expect(
      until('signed')
        .when(reopen(at(60)))
        .refusal(),
    ).toBe('TICKET.WRONG_STATE');
    expect(
      until('cancelled')
        .when(reopen(at(60)))
        .refusal(),
    ).toBe('TICKET.WRONG_STATE');
  });

  it('has an end: the limit of cycles', () => {
    const state = storyUntil('closed').state;
    const { decide } = ticketDecider(workflows);
    expect(decide({ ...state, cycle: CYCLES_MAX - 1 }, reopen(at(60)))).toMatchObject({ ok: true });
    expect(decide({ ...state, cycle: CYCLES_MAX }, reopen(at(60)))).toMatchObject({
      error: { code: 'TICKET.LIMIT_REACHED' },
    });
  });

  it('keeps the technician where work goes on at once', () => {
    const story = importedStory()
      .next('assign', { technicianId: 't1', team: 'g1' }, engine)
      .next('close', {}, engine)
      .next('reopen', { reason: 'Log' }, engine);
    expect(story.state).toMatchObject({ state: 'in-progress', cycle: 2, technicianId: 't1' });
  });
});

describe('merge', () => {
  const merge = (intoTicketId: string) =>
    command('merge', { intoTicketId, reason: 'Called twice' }, { caller: clerk });

  it('ends the ticket and names the one that goes on', () => {
    expect(until('assigned').when(merge('other')).events()[0]?.data).toEqual({
      intoTicketId: 'other',
      reason: 'Called twice',
      move: { from: 'assigned', to: 'merged', stage: 'closed', stateClass: 'cancelled' },
    });
  });

  it('is refused into itself, twice, and after work began', () => {
    expect(until('registered').when(merge(TICKET)).refusal()).toBe('TICKET.MERGE_INTO_ITSELF');
    expect(until('merged').when(merge('third')).refusal()).toBe('TICKET.ALREADY_MERGED');
    expect(until('paused').when(merge('other')).refusal()).toBe('TICKET.WORK_BEGAN');
  });

  it('answers any later command with the ticket that goes on', () => {
    const assign = until('merged').when(command('assign', { technicianId: 't' })).result;
    expect(assign).toMatchObject({
      error: { code: 'TICKET.ALREADY_MERGED', extra: { intoTicketId: 'other' } },
    });
  });
});

describe('settle and close', () => {
  const settle = (input: TicketCommandInputs['settle'], caller = engine) =>
    command('settle', input, { caller });
  const close = (input: TicketCommandInputs['close']) =>
    command('close', input, { caller: engine });

  it('settle asks for feedback next', () => {
    const settled = until('archived').when(
      settle({ outcome: 'invoiced', invoiceId: 'i1', cycle: 1 }, callers.finance),
    );
    expect(settled.events()[0]?.data).toEqual({
      outcome: 'invoiced',
      invoiceId: 'i1',
      move: { from: 'archived', to: 'awaiting-feedback', stage: 'feedback', stateClass: 'closed' },
    });
  });

  it('close ends the journey', () => {
    expect(
      until('awaiting-feedback')
        .when(close({ cycle: 1 }))
        .events()[0]?.data,
    ).toEqual({
      move: { from: 'awaiting-feedback', to: 'closed', stage: 'closed', stateClass: 'closed' },
    });
  });

  it('both leave a ticket alone that was reopened meanwhile', () => {
    const reopenedAgain = (state: string) => {
      const story = storyUntil(state).next('reopen', { reason: 'Back' }, clerk).state;
      return { ...storyUntil(state).state, cycle: story.cycle };
    };
    const { decide } = ticketDecider(workflows);
    const settled = decide(reopenedAgain('archived'), settle({ outcome: 'covered', cycle: 1 }));
    expect(settled).toMatchObject({ error: { code: 'TICKET.CYCLE_OVER', category: 'rejected' } });
    expect(decide(reopenedAgain('awaiting-feedback'), close({ cycle: 1 }))).toMatchObject({
      error: { code: 'TICKET.CYCLE_OVER' },
    });
  });

  it('settle needs the invoice that was made, and happens once', () => {
    const invoiced = settle({ outcome: 'invoiced' });
    expect(until('archived').when(invoiced).refusal()).toBe('TICKET.FIELD_REQUIRED');
    const again = until('awaiting-feedback').when(settle({ outcome: 'covered' }));
    expect(again.refusal()).toBe('TICKET.WRONG_STATE');
    expect(until('closed').when(close({})).refusal()).toBe('TICKET.WRONG_STATE');
  });

  it('neither exists where there is nothing to pay', () => {
    const settled = until('countersigned', 'internal').when(settle({ outcome: 'covered' }));
    expect(settled.refusal()).toBe('TICKET.NOT_IN_WORKFLOW');
  });
});

it('the service manager may repair imported history', () => {
  const story = importedStory().next('close', { reason: 'By hand' }, serviceManager);
  expect(story.state.state).toBe('closed');
});
