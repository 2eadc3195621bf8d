import { describe, expect, it } from '@jest/globals';
import { instantOf } from '@gongdan/core';
import type { TicketCommandInputs } from './ticket-command.js';
import { APPOINTMENT_DAYS_AHEAD_MAX, APPOINTMENT_HOURS_MAX } from './ticket-limits.js';
import {
  appointment,
  at,
  callers,
  command,
  HELPER,
  importedStory,
  LEAD,
  spec,
  storyUntil,
  until,
} from './testing/ticket-story.js';

const { dispatcher, manager, lead, helper, stranger, engine } = callers;

describe('approve-dispatch', () => {
  it('releases the voucher', () => {
    const approved = until('registered').when(
      command('approve-dispatch', { note: 'Today' }, { caller: manager }),
    );
    expect(approved.events()[0]?.data).toEqual({
      note: 'Today',
      move: { from: 'registered', to: 'approved', stage: 'dispatch', stateClass: 'open' },
    });
  });

  it('is the manager’s, and happens once', () => {
    const byDispatcher = command('approve-dispatch', {}, { caller: dispatcher });
    expect(until('registered').when(byDispatcher).refusal()).toBe('TICKET.ROLE_NOT_ALLOWED');
    const again = command('approve-dispatch', {}, { caller: manager });
    expect(until('approved').when(again).refusal()).toBe('TICKET.WRONG_STATE');
  });
});

describe('assign', () => {
  const assign = (input: TicketCommandInputs['assign']) => command('assign', input);

  it('names lead, assistants and team', () => {
    const crew = { technicianId: LEAD, assistantIds: [HELPER], team: 'north' };
    expect(until('approved').when(assign(crew)).events()[0]?.data).toEqual({
      ...crew,
      move: { from: 'approved', to: 'assigned', stage: 'dispatch', stateClass: 'open' },
    });
  });

  it('needs the release in paid and internal service, not in contract and free service', () => {
    const crew = assign({ technicianId: LEAD });
    expect(until('registered', 'paid').when(crew).refusal()).toBe('TICKET.WRONG_STATE');
    expect(until('registered', 'internal').when(crew).refusal()).toBe('TICKET.WRONG_STATE');
    expect(until('registered', 'contract').when(crew).events()).toHaveLength(1);
    expect(until('registered', 'free').when(crew).events()).toHaveLength(1);
  });

  it.each([
    [{ technicianId: LEAD, assistantIds: [LEAD] }, 'TICKET.ASSISTANTS_REPEATED'],
    [{ technicianId: LEAD, assistantIds: ['a', 'a'] }, 'TICKET.ASSISTANTS_REPEATED'],
    [{ technicianId: '' }, 'TICKET.FIELD_REQUIRED'],
    [{ technicianId: 'x'.repeat(101) }, 'TICKET.INVALID_INPUT'],
    [
      { technicianId: LEAD, assistantIds: Array.from({ length: 21 }, (_, index) => `a${index}`) },
      'TICKET.INVALID_INPUT',
    ],
  ])('%p is refused with %s', (input, code) => {
    expect(until('approved').when(assign(input)).refusal()).toBe(code);
  });

  it('takes twenty assistants', () => {
    const assistantIds = Array.from({ length: 20 }, (_, index) => `a${index}`);
    expect(
      until('approved')
        .when(assign({ technicianId: LEAD, assistantIds }))
        .events(),
    ).toHaveLength(1);
  });

  it('of the same people again, where the workflow stays, changes nothing', () => {
    const crew = { technicianId: 't1', team: 'g1' };
    const story = importedStory().next('assign', crew, engine);
    const again = spec.given(...story.facts).when(command('assign', crew, { caller: engine }));
    expect(again.events()).toEqual([]);
    const other = command('assign', { ...crew, team: 'g2' }, { caller: engine });
    expect(
      spec
        .given(...story.facts)
        .when(other)
        .events(),
    ).toHaveLength(1);
  });
});

describe('accept and decline', () => {
  it('are the lead’s', () => {
    const accepted = until('assigned').when(command('accept', {}, { caller: lead }));
    expect(accepted.events()[0]?.data).toEqual({
      technicianId: LEAD,
      move: { from: 'assigned', to: 'accepted', stage: 'dispatch', stateClass: 'open' },
    });
    const decline = command('decline', { reason: 'No part' }, { caller: lead });
    const story = storyUntil('scheduled').next('decline', { reason: 'No part' }, lead);
    expect(until('accepted').when(decline).events()[0]?.data).toEqual({
      technicianId: LEAD,
      reason: 'No part',
      move: { from: 'accepted', to: 'approved', stage: 'dispatch', stateClass: 'open' },
    });
    expect(story.state).toMatchObject({ state: 'approved', technicianId: null, assistantIds: [] });
  });

  it('may be reported by the dispatcher, for the lead', () => {
    const accepted = until('assigned').when(command('accept', {}, { caller: dispatcher }));
    expect(accepted.events()[0]?.data).toMatchObject({ technicianId: LEAD });
  });

  it('are refused to assistants and strangers', () => {
    const by = (caller: typeof lead) => command('accept', {}, { caller });
    expect(until('assigned').when(by(helper)).refusal()).toBe('TICKET.NOT_LEAD_TECHNICIAN');
    expect(until('assigned').when(by(stranger)).refusal()).toBe('TICKET.NOT_ASSIGNED_TO_YOU');
    const decline = command('decline', { reason: 'No' }, { caller: helper });
    expect(until('assigned').when(decline).refusal()).toBe('TICKET.NOT_LEAD_TECHNICIAN');
  });

  it('are refused in other states and without a reason', () => {
    const accept = command('accept', {}, { caller: lead });
    expect(until('accepted').when(accept).refusal()).toBe('TICKET.WRONG_STATE');
    const silent = command('decline', { reason: '' }, { caller: lead });
    expect(until('assigned').when(silent).refusal()).toBe('TICKET.FIELD_REQUIRED');
  });

  it('decline leads back to the register where no release is needed', () => {
    const declined = until('accepted', 'contract').when(
      command('decline', { reason: 'Ill' }, { caller: lead }),
    );
    expect(declined.events()[0]?.data).toMatchObject({ move: { to: 'registered' } });
  });
});

describe('reassign', () => {
  const reassign = (input: Partial<TicketCommandInputs['reassign']>) =>
    command('reassign', { technicianId: 'technician-3', reason: 'Ill', ...input });

  it('names the one before, and is to be accepted anew', () => {
    expect(until('in-progress').when(reassign({})).events()[0]?.data).toEqual({
      technicianId: 'technician-3',
      assistantIds: [],
      previousTechnicianId: LEAD,
      reason: 'Ill',
      move: { from: 'in-progress', to: 'assigned', stage: 'dispatch', stateClass: 'open' },
    });
  });

  it('leaves a paused ticket waiting', () => {
    expect(until('paused').when(reassign({})).events()[0]?.data).toMatchObject({
      move: { from: 'paused', to: 'paused', stateClass: 'paused' },
    });
    const story = storyUntil('paused').next(
      'reassign',
      { technicianId: 't3', reason: 'Ill' },
      dispatcher,
    );
    expect(story.state).toMatchObject({
      pausedFrom: 'in-progress',
      pauseReason: 'waiting-for-parts',
    });
  });

  it('of the same people, in any order, changes nothing', () => {
    const crew = { technicianId: LEAD, assistantIds: ['b', 'c', 'a'] };
    const given = spec.given(
      ...storyUntil('accepted').next('reassign', { ...crew, reason: 'Heavy' }, dispatcher).facts,
    );
    const same = reassign({ ...crew, assistantIds: ['c', 'a', 'b'] });
    expect(given.when(same).events()).toEqual([]);
    const other = reassign({ ...crew, assistantIds: ['c', 'a', 'd'] });
    expect(given.when(other).events()).toHaveLength(1);
  });

  it('is refused without a reason, by others, and before anybody was assigned', () => {
    expect(
      until('assigned')
        .when(reassign({ reason: ' ' }))
        .refusal(),
    ).toBe('TICKET.FIELD_REQUIRED');
    const repeated = reassign({ assistantIds: ['technician-3'] });
    expect(until('assigned').when(repeated).refusal()).toBe('TICKET.ASSISTANTS_REPEATED');
    const byLead = command('reassign', { technicianId: 't3', reason: 'Ill' }, { caller: lead });
    expect(until('assigned').when(byLead).refusal()).toBe('TICKET.ROLE_NOT_ALLOWED');
    expect(until('approved').when(reassign({})).refusal()).toBe('TICKET.WRONG_STATE');
  });
});

describe('schedule', () => {
  const schedule = (from: string, to: string, requestedByCustomer?: boolean) =>
    command('schedule', {
      appointment: { from, to },
      ...(requestedByCustomer === undefined ? {} : { requestedByCustomer }),
    });

  it('keeps the window in UTC and who wanted it', () => {
    const scheduled = until('accepted').when(
      schedule('2026-03-03T09:00:00+08:00', '2026-03-03T11:00:00+08:00', true),
    );
    expect(scheduled.events()[0]?.data).toEqual({
      appointment,
      requestedByCustomer: true,
      move: { from: 'accepted', to: 'scheduled', stage: 'dispatch', stateClass: 'open' },
    });
  });

  it.each(['assigned', 'paused'])('leaves a ticket that is %s where it is', (state) => {
    const scheduled = until(state).when(schedule(at(5_000), at(5_060)));
    expect(scheduled.events()[0]?.data).toMatchObject({ move: { from: state, to: state } });
  });

  it('of the same window changes nothing; of another, or wanted by another, something', () => {
    const { from, to } = appointment;
    expect(
      until('scheduled')
        .when(schedule(from, to, false))
        .events(),
    ).toEqual([]);
    expect(
      until('scheduled')
        .when(schedule(from, to, true))
        .events(),
    ).toHaveLength(1);
    expect(
      until('scheduled')
        .when(schedule(from, at(10_000), false))
        .refusal(),
    ).toBe('TICKET.WINDOW_TOO_LONG');
  });

  it('is limited in length and runs forwards', () => {
    const end = APPOINTMENT_HOURS_MAX * 60;
    expect(
      until('accepted')
        .when(schedule(at(0), at(end)))
        .events(),
    ).toHaveLength(1);
    expect(
      until('accepted')
        .when(schedule(at(0), at(end + 1)))
        .refusal(),
    ).toBe('TICKET.WINDOW_TOO_LONG');
    expect(
      until('accepted')
        .when(schedule(at(1), at(0)))
        .refusal(),
    ).toBe('TICKET.WINDOW_REVERSED');
    expect(
      until('accepted')
        .when(schedule(at(0), at(0)))
        .refusal(),
    ).toBe('TICKET.WINDOW_REVERSED');
    expect(
      until('accepted')
        .when(schedule('2026-03-03', at(1)))
        .refusal(),
    ).toBe('TICKET.WINDOW_INVALID');
    expect(
      until('registered')
        .when(schedule(at(0), at(1)))
        .refusal(),
    ).toBe('TICKET.WRONG_STATE');
  });

  it('lies in days that somebody can keep', () => {
    const visit = (from: string, to: string) => until('accepted').when(schedule(from, to));
    const now = Date.parse(command('schedule', { appointment }).now);
    const last = now + APPOINTMENT_DAYS_AHEAD_MAX * 86_400_000;
    expect(visit(instantOf(last - 1), instantOf(last)).events()).toHaveLength(1);
    expect(visit('1970-01-01T00:00Z', '1970-01-01T00:30Z').events()).toHaveLength(1);
    for (const [from, to] of [
      [instantOf(last), instantOf(last + 1)],
      ['9999-12-31T23:00Z', '9999-12-31T23:30Z'],
      ['1969-12-31T23:59Z', '1970-01-01T00:30Z'],
      ['0001-01-01T00:00Z', '0001-01-01T00:30Z'],
    ] as const) {
      expect(visit(from, to).refusal()).toBe('TICKET.APPOINTMENT_OUT_OF_REACH');
    }
  });
});
