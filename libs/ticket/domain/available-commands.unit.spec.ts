import { describe, expect, it } from '@jest/globals';
import { availableCommands } from './available-commands.js';
import { ASKED_COMMANDS } from './ticket-command.js';
import { initialTicketState, type TicketState } from './ticket-state.js';
import { PART_ENTRIES_MAX, WORK_ENTRIES_MAX } from './ticket-limits.js';
import { at, callers, part, storyUntil, work, workflows } from './testing/ticket-story.js';

const available = (state: TicketState, caller: (typeof callers)[keyof typeof callers]) =>
  availableCommands(workflows, state, caller, at(60));

const allowed = (...args: Parameters<typeof available>) =>
  available(...args).flatMap((availability) =>
    availability.allowed ? [availability.command] : [],
  );

describe('availableCommands', () => {
  it('says of every command that may be asked for whether it is possible, in the order of the journey', () => {
    const commands = available(storyUntil('assigned').state, callers.lead);
    expect(commands.map(({ command }) => command)).toEqual(ASKED_COMMANDS);
  });

  it.each([
    [
      'clerk',
      'registered',
      ['amend', 'classify', 'prioritise', 'cancel', 'merge', 'comment', 'attach', 'escalate'],
    ],
    [
      'manager',
      'registered',
      [
        'amend',
        'classify',
        'prioritise',
        'approve-dispatch',
        'cancel',
        'merge',
        'comment',
        'attach',
        'escalate',
      ],
    ],
    [
      'lead',
      'assigned',
      ['accept', 'decline', 'schedule', 'pause', 'comment', 'attach', 'escalate'],
    ],
    ['helper', 'assigned', ['schedule', 'pause', 'comment', 'attach', 'escalate']],
    ['stranger', 'assigned', []],
    ['auditor', 'assigned', []],
    [
      'lead',
      'in-progress',
      ['amend', 'pause', 'record-work', 'record-parts', 'comment', 'attach', 'escalate'],
    ],
    ['finance', 'archived', ['settle', 'comment', 'attach', 'escalate']],
    ['serviceManager', 'closed', ['reopen', 'comment', 'attach', 'migrate-workflow']],
  ] as const)('a %s of a ticket that is %s may %p', (caller, state, commands) => {
    expect(allowed(storyUntil(state).state, callers[caller]).sort()).toEqual([...commands].sort());
  });

  it('no further part may be recorded where the ticket has as many as it may, nor further work', () => {
    const { state } = storyUntil('in-progress')
      .next('record-parts', { parts: [part] }, callers.lead)
      .next('record-work', work, callers.lead);
    const filled = (count: number): TicketState => ({
      ...state,
      parts: Array(PART_ENTRIES_MAX - 1 + count).fill(state.parts[0]),
      work: Array(WORK_ENTRIES_MAX - 1 + count).fill(state.work[0]),
    });
    const both = ['record-work', 'record-parts'];
    expect(allowed(filled(0), callers.lead)).toEqual(expect.arrayContaining(both));
    const full = available(filled(1), callers.lead).filter(({ command }) => both.includes(command));
    expect(full).toMatchObject(both.map(() => ({ allowed: false, code: 'TICKET.LIMIT_REACHED' })));
  });

  it('gives the fields of what is possible, with what the workflow makes compulsory', () => {
    const of = (state: string) =>
      available(storyUntil(state).state, callers.dispatcher).find(
        ({ command }) => command === 'prioritise',
      );
    expect(of('registered')).toEqual({
      command: 'prioritise',
      allowed: true,
      fields: [
        { name: 'priority', required: true },
        { name: 'reason', required: false },
      ],
    });
    expect(of('assigned')).toMatchObject({ fields: [{}, { name: 'reason', required: true }] });
  });

  it('gives the reason of what is not', () => {
    const commands = available(storyUntil('in-progress').state, callers.lead);
    expect(commands.find(({ command }) => command === 'finish')).toEqual({
      command: 'finish',
      allowed: false,
      code: 'TICKET.NO_WORK_RECORDED',
      message: 'finish needs recorded work, and none was recorded in this cycle.',
      hint: 'Record what was done and how long it took with record-work.',
    });
  });

  it('of a ticket that does not exist knows only register', () => {
    expect(allowed(initialTicketState, callers.clerk)).toEqual(['register']);
    expect(available(initialTicketState, callers.auditor)[0]).toMatchObject({
      allowed: false,
      code: 'TICKET.ROLE_NOT_ALLOWED',
    });
  });
});
