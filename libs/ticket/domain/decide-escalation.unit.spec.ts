import { describe, expect, it } from '@jest/globals';
import type { CarryOverReason, EscalationLevel } from '@gongdan/contracts';
import { availableCommands } from './available-commands.js';
import type { EscalateInput } from './ticket-command.js';
import {
  at,
  callers,
  command,
  HELPER,
  importedStory,
  JOURNEY_STATES,
  LEAD,
  spec,
  Story,
  storyUntil,
  until,
  work,
  workflows,
} from './testing/ticket-story.js';

const { clerk, dispatcher, engine, executive, lead, manager, stranger } = callers;
const REASON = 'Nobody has arrived in time';
const escalate = (to?: EscalationLevel, caller = clerk) =>
  command('escalate', { reason: REASON, ...(to === undefined ? {} : { to }) }, { caller });
const after = (story: Story) => spec.given(...story.facts);
const climbed = (story: Story, to: EscalationLevel): Story =>
  story.next('escalate', { to, reason: REASON }, clerk);

describe('escalating a ticket', () => {
  it('climbs the ladder step by step', () => {
    const story = storyUntil('registered');
    expect(after(story).when(escalate()).events()).toMatchObject([
      {
        type: 'TicketEscalated',
        data: { from: 'handler', to: 'dispatch-manager', reason: REASON },
      },
    ]);
    expect(after(climbed(story, 'dispatch-manager')).when(escalate()).events()).toMatchObject([
      { data: { from: 'dispatch-manager', to: 'executive' } },
    ]);
  });

  it('climbs to the level that is named, past the one between', () => {
    expect(until('assigned').when(escalate('executive')).events()[0]?.data).toMatchObject({
      from: 'handler',
      to: 'executive',
    });
  });

  it.each(['handler', 'dispatch-manager'] as const)('does not climb to %s from above', (to) => {
    const story = climbed(storyUntil('registered'), 'dispatch-manager');
    expect(after(story).when(escalate(to)).refusal()).toBe('TICKET.AT_THIS_LEVEL');
  });

  it('stops at the top, and says so among the possible commands, too', () => {
    const story = climbed(storyUntil('registered'), 'executive');
    expect(after(story).when(escalate()).refusal()).toBe('TICKET.AT_THE_TOP');
    expect(after(story).when(escalate('executive')).refusal()).toBe('TICKET.AT_THE_TOP');
    const possible = availableCommands(workflows, story.state, clerk, at(60));
    expect(possible.find(({ command: name }) => name === 'escalate')).toMatchObject({
      allowed: false,
      code: 'TICKET.AT_THE_TOP',
    });
  });

  it.each([...JOURNEY_STATES.filter((state) => state !== 'closed'), 'paused'])(
    'is possible while something is promised: %s',
    (state) => {
      const story = storyUntil(state);
      climbed(story, 'dispatch-manager');
      expect(story.state).toMatchObject({ state, level: 'dispatch-manager' });
    },
  );

  it.each(['closed', 'cancelled', 'merged'])('is not possible once it is over: %s', (state) => {
    expect(until(state).when(escalate()).result.ok).toBe(false);
  });

  it('is possible for imported tickets that go on', () => {
    expect(after(importedStory()).when(escalate()).events()).toHaveLength(1);
  });

  it.each([
    ['the auditor', callers.auditor, 'TICKET.ROLE_NOT_ALLOWED'],
    ['a technician of other tickets', stranger, 'TICKET.NOT_ASSIGNED_TO_YOU'],
  ])('is refused to %s', (_who, caller, code) => {
    expect(until('assigned').when(escalate(undefined, caller)).refusal()).toBe(code);
  });

  it.each([
    ['its technician', lead],
    ['the dispatch manager', manager],
    ['finance', callers.finance],
    ['the service manager', callers.serviceManager],
    ['the executive', executive],
    ['the engine', engine],
  ])('is open to %s', (_who, caller) => {
    expect(until('assigned').when(escalate(undefined, caller)).events()).toHaveLength(1);
  });

  it('needs a reason, and a level of the ladder', () => {
    const silent = command('escalate', { reason: ' ' }, { caller: clerk });
    expect(until('registered').when(silent).refusal()).toBe('TICKET.FIELD_REQUIRED');
    const input = { reason: REASON, to: 'chairman' } as unknown as EscalateInput;
    const odd = command('escalate', input, { caller: engine });
    expect(until('registered').when(odd).result.ok).toBe(false);
  });

  it('begins at the foot again when the ticket is reopened', () => {
    const story = climbed(storyUntil('archived'), 'executive').next(
      'reopen',
      { reason: 'Back' },
      clerk,
    );
    expect(story.state).toMatchObject({ cycle: 2, level: 'handler' });
  });
});

describe('carrying a ticket over', () => {
  const carryOver = (reason: CarryOverReason, day = '2026-03-03', caller = engine) =>
    command('carry-over', { day, reason }, { caller });
  const carried = (story: Story, reason: CarryOverReason, day = '2026-03-03'): Story =>
    story.next('carry-over', { day, reason }, engine);

  it('flags it for the day, with the reason', () => {
    const data = { day: '2026-03-03', reason: 'not-dispatched' };
    const events = until('registered').when(carryOver('not-dispatched')).events();
    expect(events).toMatchObject([{ type: 'TicketCarriedOver', data }]);
    expect(carried(storyUntil('registered'), 'not-dispatched').state.carriedOver).toEqual(data);
  });

  it.each(['2026-03-03', '2026-03-02'])('changes nothing again on or before its day: %s', (day) => {
    const story = carried(storyUntil('registered'), 'not-dispatched');
    expect(after(story).when(carryOver('not-dispatched', day)).events()).toEqual([]);
    expect(after(story).when(carryOver('not-dispatched', '2026-03-04')).events()).toHaveLength(1);
  });

  it('changes nothing on its day either once what it was flagged for is done', () => {
    const story = carried(storyUntil('approved'), 'not-dispatched')
      .next('assign', { technicianId: LEAD }, dispatcher)
      .next('decline', { reason: 'No part' }, lead);
    expect(after(story).when(carryOver('not-dispatched')).events()).toEqual([]);
  });

  it('judges what the ticket is, not what somebody read of it', () => {
    expect(until('assigned').when(carryOver('not-dispatched')).refusal()).toBe('TICKET.DISPATCHED');
    expect(until('approved').when(carryOver('not-finished')).refusal()).toBe(
      'TICKET.NO_TECHNICIAN',
    );
  });

  it.each(['paused', 'finished', 'archived', 'closed', 'cancelled'])(
    'leaves it alone: %s',
    (state) => {
      expect(until(state).when(carryOver('not-finished')).refusal()).toBe('TICKET.WRONG_STATE');
    },
  );

  it('leaves imported history alone', () => {
    expect(after(importedStory()).when(carryOver('not-dispatched')).refusal()).toBe(
      'TICKET.NOT_IN_WORKFLOW',
    );
  });

  it('is the engine’s own: nobody else may, and nobody is told that he could', () => {
    for (const caller of [executive, manager, callers.administrator]) {
      const asked = carryOver('not-dispatched', '2026-03-03', caller);
      expect(until('registered').when(asked).refusal()).toBe('TICKET.ROLE_NOT_ALLOWED');
    }
    const told = availableCommands(workflows, storyUntil('registered').state, engine, at(60));
    expect(told.map<string>(({ command: name }) => name)).not.toContain('carry-over');
  });

  it('takes a day and a reason that it knows, and nothing else', () => {
    const odd = 'forgotten' as CarryOverReason;
    expect(until('registered').when(carryOver(odd)).refusal()).toBe('TICKET.INVALID_INPUT');
    const never = carryOver('not-dispatched', '2026-02-30');
    expect(until('registered').when(never).refusal()).toBe('TICKET.INVALID_INPUT');
  });

  describe('ends', () => {
    it('where it was not dispatched, with a technician', () => {
      const story = carried(storyUntil('approved'), 'not-dispatched');
      expect(story.state.carriedOver).not.toBeNull();
      expect(story.next('assign', { technicianId: LEAD }, dispatcher).state.carriedOver).toBeNull();
    });

    it('where it was not finished, with the end of the work and not with another technician', () => {
      const story = carried(storyUntil('on-site'), 'not-finished').next(
        'reassign',
        { technicianId: HELPER, reason: 'Ill' },
        dispatcher,
      );
      expect(story.state.carriedOver).not.toBeNull();
      story
        .next('accept', {}, dispatcher)
        .next('start', {}, dispatcher)
        .next('record-work', work, dispatcher);
      expect(story.state.carriedOver).not.toBeNull();
      expect(
        story.next('finish', { resolution: 'Cools.' }, dispatcher).state.carriedOver,
      ).toBeNull();
    });

    it.each([
      ['cancelled', 'cancel', { reason: 'Withdrawn' }],
      ['merged', 'merge', { intoTicketId: 'other' }],
    ] as const)('when it is %s', (_state, name, input) => {
      const story = carried(storyUntil('registered'), 'not-dispatched');
      expect(story.next(name, input, clerk).state.carriedOver).toBeNull();
    });
  });
});
