import { describe, expect, it } from '@jest/globals';
import type { TicketCommandInputs } from './ticket-command.js';
import { WANTED_HOURS_MAX } from './ticket-limits.js';
import {
  at,
  callers,
  command,
  importedStory,
  registration,
  spec,
  START,
  until,
} from './testing/ticket-story.js';

const { clerk, engine } = callers;

describe('register', () => {
  const register = (input: Partial<TicketCommandInputs['register']>, caller = clerk) =>
    spec.given().when(command('register', { ...registration, ...input }, { caller, now: START }));

  it('opens the voucher at the beginning of the category’s newest workflow', () => {
    expect(register({}).events()).toEqual([
      {
        type: 'TicketRegistered',
        occurredAt: START,
        data: {
          ...registration,
          priority: 'normal',
          workflow: { id: 'paid', version: 1 },
          move: { from: null, to: 'registered', stage: 'request', stateClass: 'open' },
        },
      },
    ]);
    expect(register({ category: 'internal', priority: 'urgent' }).events()[0]?.data).toMatchObject({
      workflow: { id: 'internal', version: 1 },
      priority: 'urgent',
    });
  });

  it('keeps the wanted window in UTC', () => {
    const wanted = { from: '2026-03-03T09:00:00+08:00', to: '2026-03-03T11:00:00+08:00' };
    expect(register({ wanted }).events()[0]?.data).toMatchObject({
      wanted: { from: '2026-03-03T01:00:00.000Z', to: '2026-03-03T03:00:00.000Z' },
    });
  });

  it('lets the engine itself name a workflow of no category, and the log it came from', () => {
    const [registered] = importedStory().facts;
    expect(registered?.data).toMatchObject({
      workflow: { id: 'imported', version: 1 },
      source: { log: 'other-desk', key: 'INC1' },
    });
    expect(registered?.data).not.toHaveProperty('workflowId');
  });

  it('lets the engine itself name the plan that a ticket was ordered by', () => {
    const maintenance = { planId: 'k1.1', slot: 1 };
    const [registered] = register({ maintenance }, engine).events();
    expect(registered?.data).toMatchObject({ maintenance });
  });

  it.each<[string, Partial<TicketCommandInputs['register']>, typeof clerk]>([
    ['TICKET.SYSTEM_ONLY', { workflowId: 'imported' }, clerk],
    ['TICKET.SYSTEM_ONLY', { source: { log: 'l', key: 'k' } }, clerk],
    ['TICKET.SYSTEM_ONLY', { maintenance: { planId: 'k1.1', slot: 1 } }, clerk],
    ['TICKET.WORKFLOW_UNKNOWN', { workflowId: 'gone' }, engine],
    ['TICKET.WORKFLOW_MISMATCH', { workflowId: 'free' }, engine],
    ['TICKET.WORKFLOW_UNKNOWN', { category: 'gift' as 'free' }, clerk],
    ['TICKET.ROLE_NOT_ALLOWED', {}, callers.auditor],
    ['TICKET.ROLE_NOT_ALLOWED', {}, callers.lead],
    ['TICKET.FIELD_REQUIRED', { title: ' ' }, clerk],
    ['TICKET.FIELD_REQUIRED', { title: '\u202e\uffff\u200b' }, clerk],
    ['TICKET.INVALID_INPUT', { title: 'x'.repeat(201) }, clerk],
    ['TICKET.INVALID_INPUT', { channel: 'pigeon' as 'phone' }, clerk],
    ['TICKET.WINDOW_INVALID', { wanted: { from: 'soon', to: at(1) } }, clerk],
    ['TICKET.WINDOW_REVERSED', { wanted: { from: at(1), to: at(1) } }, clerk],
    [
      'TICKET.WINDOW_TOO_LONG',
      { wanted: { from: at(0), to: at(WANTED_HOURS_MAX * 60 + 1) } },
      clerk,
    ],
  ])('is refused with %s: %p', (code, input, caller) => {
    expect(register(input, caller).refusal()).toBe(code);
  });

  it.each<[string, Partial<TicketCommandInputs['register']>, typeof clerk]>([
    ['/workflowId', { workflowId: 'gone' }, engine],
    ['/category', { category: 'gift' as 'free' }, clerk],
    ['/wanted/from', { wanted: { from: 'soon', to: at(1) } }, clerk],
    ['/wanted/to', { wanted: { from: at(1), to: 'later' } }, clerk],
    ['/wanted', { wanted: { from: at(1), to: at(1) } }, clerk],
  ])('says where it is wrong: %s', (path, input, caller) => {
    expect(register(input, caller).result).toMatchObject({ error: { violations: [{ path }] } });
  });

  it('takes a title at its limit, an empty description, and a wanted month', () => {
    const wanted = { from: at(0), to: at(WANTED_HOURS_MAX * 60) };
    const input = { title: 'x'.repeat(200), description: '', wanted };
    expect(register(input).events()).toHaveLength(1);
  });

  it('happens once', () => {
    const again = until('registered').when(command('register', registration, { caller: clerk }));
    expect(again.refusal()).toBe('TICKET.ALREADY_REGISTERED');
  });
});
