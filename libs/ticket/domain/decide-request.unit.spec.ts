import { describe, expect, it } from '@jest/globals';
import type { TicketCommandInputs } from './ticket-command.js';
import { ticketDecider } from './ticket-decider.js';
import { ATTACHMENT_BYTES_MAX } from './ticket-limits.js';
import {
  at,
  callers,
  command,
  importedStory,
  registration,
  spec,
  storyUntil,
  until,
  workflows,
} from './testing/ticket-story.js';

const { clerk, manager, lead, engine } = callers;
const file = { fileName: 'a.jpg', mediaType: 'image/jpeg', sizeBytes: 3, sha256: 'a'.repeat(64) };

describe('amend', () => {
  it('records what really changes', () => {
    const { title } = registration;
    const amended = until('registered').when(
      command('amend', { title, description: 'Leaks too.' }, { caller: clerk }),
    );
    expect(amended.events()).toEqual([
      { type: 'TicketAmended', occurredAt: at(60), data: { description: 'Leaks too.' } },
    ]);
  });

  it('keeps a wanted window in UTC, and nothing where it is wanted already', () => {
    const wanted = { from: '2026-03-03T09:00:00+08:00', to: '2026-03-03T11:00:00+08:00' };
    const story = storyUntil('registered').next('amend', { wanted }, clerk);
    expect(story.facts.at(-1)?.data).toEqual({
      wanted: { from: '2026-03-03T01:00:00.000Z', to: '2026-03-03T03:00:00.000Z' },
    });
    const again = spec.given(...story.facts).when(command('amend', { wanted }, { caller: clerk }));
    expect(again.events()).toEqual([]);
  });

  it('changes nothing where all is so already, whatever class the input is of', () => {
    class ContactBody {
      name = 'Customer One';
    }
    const contact = new ContactBody();
    const story = storyUntil('registered').next('amend', { contact }, clerk);
    const again = spec
      .given(...story.facts)
      .when(command('amend', { contact: { name: 'Customer One' } }, { caller: clerk }));
    expect(again.events()).toEqual([]);
    expect(Object.getPrototypeOf(story.state.contact)).toBe(Object.prototype);
  });

  it.each<[string, TicketCommandInputs['amend']]>([
    ['TICKET.INVALID_INPUT', { title: '' }],
    ['TICKET.WINDOW_REVERSED', { wanted: { from: at(2), to: at(1) } }],
  ])('is refused with %s: %p', (code, input) => {
    const amended = until('registered').when(command('amend', input, { caller: clerk }));
    expect(amended.refusal()).toBe(code);
  });

  it.each([
    ['registered', clerk],
    ['finished', manager],
  ] as const)('names the contract that was learned of later: %s', (state, caller) => {
    const named = until(state).when(command('amend', { contractId: 'k1' }, { caller }));
    expect(named.events()[0]).toMatchObject({ type: 'TicketAmended', data: { contractId: 'k1' } });
    const story = storyUntil(state).next('amend', { contractId: 'k1' }, caller);
    expect(story.state).toMatchObject({ contractId: 'k1', category: 'paid' });
  });

  const integration = { actor: 'integration', roles: ['integration'], technicianId: null } as const;

  it.each([
    ['registered', 'integration', integration, 'clerk, dispatcher, dispatch-manager'],
    ['assigned', 'clerk', clerk, 'dispatch-manager, service-manager.'],
    ['finished', 'technician', lead, 'dispatch-manager, service-manager.'],
  ] as const)(
    'of what decides who pays is theirs who may classify: %s, by the %s',
    (state, _role, caller, roles) => {
      const named = { title: 'Leaks', contractId: 'k1' };
      const { result } = until(state).when(command('amend', named, { caller }));
      expect(result).toMatchObject({
        error: {
          code: 'TICKET.CONTRACT_NOT_ALLOWED',
          category: 'forbidden',
          hint: expect.stringContaining(roles),
          violations: [{ path: '/contractId' }],
        },
      });
    },
  );

  it('may name the contract by one of several roles', () => {
    const caller = { actor: 'both', roles: ['integration', 'clerk'], technicianId: null } as const;
    const named = until('registered').when(command('amend', { contractId: 'k1' }, { caller }));
    expect(named.events()).toHaveLength(1);
  });

  it('may repeat the contract, whoever amends something else', () => {
    const story = storyUntil('finished').next('amend', { contractId: 'k1' }, manager);
    const amended = { title: 'Leaks', contractId: 'k1' };
    const given = spec.given(...story.facts).when(command('amend', amended, { caller: lead }));
    expect(given.events()).toMatchObject([{ data: { title: 'Leaks' } }]);
  });

  it('is over once the voucher is signed', () => {
    const amended = until('signed').when(command('amend', { title: 'New' }, { caller: clerk }));
    expect(amended.refusal()).toBe('TICKET.WRONG_STATE');
  });
});

describe('classify', () => {
  const classify = (category: 'paid' | 'free' | 'internal') =>
    command('classify', { category, reason: 'Inside warranty' }, { caller: manager });

  it('moves to the other category’s workflow before work began, in the same state', () => {
    expect(until('on-site').when(classify('free')).events()[0]?.data).toEqual({
      category: 'free',
      previousCategory: 'paid',
      workflow: { id: 'free', version: 1 },
      reason: 'Inside warranty',
    });
  });

  it('changes billing, not the workflow, after work began', () => {
    const [classified] = until('signed').when(classify('free')).events();
    expect(classified?.data).toMatchObject({
      category: 'free',
      workflow: { id: 'paid', version: 1 },
    });
  });

  it('names the contract that is to cover it, also where the category is right already', () => {
    const contracted = (category: 'contract' | 'paid', contractId: string) =>
      command('classify', { category, contractId, reason: 'Has a contract' }, { caller: manager });
    expect(until('countersigned').when(contracted('contract', 'k1')).events()).toMatchObject([
      { type: 'TicketClassified', data: { category: 'contract', reason: 'Has a contract' } },
      { type: 'TicketAmended', data: { contractId: 'k1' } },
    ]);
    const story = storyUntil('countersigned').next(
      'classify',
      { category: 'contract', contractId: 'k1', reason: 'Has a contract' },
      manager,
    );
    expect(story.state).toMatchObject({ category: 'contract', contractId: 'k1' });
    const given = spec.given(...story.facts);
    expect(given.when(contracted('contract', 'k2')).events()).toMatchObject([
      { type: 'TicketAmended', data: { contractId: 'k2' } },
    ]);
    expect(given.when(contracted('contract', 'k1')).events()).toEqual([]);
    expect(until('archived').when(contracted('contract', 'k1')).refusal()).toBe(
      'TICKET.WRONG_STATE',
    );
  });

  it('moves what would never be billed to a workflow that bills, also after work began', () => {
    const [classified] = until('finished', 'internal').when(classify('paid')).events();
    expect(classified?.data).toMatchObject({
      category: 'paid',
      workflow: { id: 'paid', version: 1 },
    });
    const story = storyUntil('finished', 'internal')
      .next('classify', { category: 'paid', reason: 'A customer’s' }, manager)
      .next('sign', { signedBy: 'Customer One' }, clerk)
      .next('countersign', {}, manager)
      .next('archive', {}, clerk);
    expect(story.state).toMatchObject({ state: 'archived', stage: 'billing' });
  });

  it('is refused where a signature would be needed that nobody could give any more', () => {
    const unsigned = spec.given(
      ...storyUntil('finished', 'internal').next('countersign', {}, manager).facts,
    );
    expect(unsigned.when(classify('paid')).refusal()).toBe('TICKET.COUNTERSIGNED_UNSIGNED');
    const signed = until('countersigned', 'internal').when(classify('paid'));
    expect(signed.events()).toHaveLength(1);
  });

  it('keeps a workflow that serves no category', () => {
    const story = importedStory().next('classify', { category: 'free', reason: 'Log' }, engine);
    expect(story.state).toMatchObject({
      category: 'free',
      workflow: { id: 'imported', version: 1 },
    });
  });

  it('changes nothing where it is so already', () => {
    expect(until('registered').when(classify('paid')).events()).toEqual([]);
  });

  it('is refused for a category that nothing serves, and after archiving', () => {
    const gift = until('registered').when(classify('gift' as 'free'));
    expect(gift.refusal()).toBe('TICKET.WORKFLOW_UNKNOWN');
    expect(until('archived').when(classify('free')).refusal()).toBe('TICKET.WRONG_STATE');
  });

  it('is refused where the other workflow lacks the state', () => {
    const odd = { ...storyUntil('registered').state, pausedFrom: 'elsewhere' };
    expect(ticketDecider(workflows).decide(odd, classify('free'))).toMatchObject({
      ok: false,
      error: { code: 'TICKET.STATE_NOT_IN_WORKFLOW' },
    });
  });
});

describe('prioritise', () => {
  it('records both priorities', () => {
    const prioritised = until('registered').when(command('prioritise', { priority: 'urgent' }));
    expect(prioritised.events()[0]?.data).toEqual({
      priority: 'urgent',
      previousPriority: 'normal',
    });
  });

  it('needs a reason once dispatch has begun, as the workflow says', () => {
    const urgent = command('prioritise', { priority: 'urgent' });
    expect(until('assigned').when(urgent).refusal()).toBe('TICKET.FIELD_REQUIRED');
    const why = command('prioritise', { priority: 'urgent', reason: 'Hospital' });
    expect(until('assigned').when(why).events()).toHaveLength(1);
  });

  it('changes nothing where it is so already', () => {
    const same = until('registered').when(command('prioritise', { priority: 'normal' }));
    expect(same.events()).toEqual([]);
  });
});

describe('comment and attach', () => {
  it('are kept under the new id', () => {
    const commented = until('cancelled').when(command('comment', { text: 'Ring twice.' }));
    expect(commented.events()[0]?.data).toEqual({
      commentId: 'new-1',
      text: 'Ring twice.',
      visibility: 'internal',
    });
    const attached = until('registered').when(command('attach', file));
    expect(attached.events()[0]?.data).toEqual({ attachmentId: 'new-1', ...file });
  });

  it.each<[string, string]>([
    ['x'.repeat(10_001), 'TICKET.INVALID_INPUT'],
    ['', 'TICKET.FIELD_REQUIRED'],
  ])('a comment has its limits', (text, code) => {
    expect(until('registered').when(command('comment', { text })).refusal()).toBe(code);
  });

  it('take what is at the limit and nothing above it', () => {
    const long = command('comment', { text: 'x'.repeat(10_000) });
    expect(until('registered').when(long).events()).toHaveLength(1);
    const sized = (sizeBytes: number) =>
      until('registered').when(command('attach', { ...file, sizeBytes }));
    expect(sized(ATTACHMENT_BYTES_MAX).events()).toHaveLength(1);
    expect(sized(ATTACHMENT_BYTES_MAX + 1).refusal()).toBe('TICKET.FILE_TOO_LARGE');
    const bad = command('attach', { ...file, sha256: 'no' });
    expect(until('registered').when(bad).refusal()).toBe('TICKET.INVALID_INPUT');
  });

  it('are refused above the limit of a ticket', () => {
    const { decide } = ticketDecider(workflows);
    const { state } = storyUntil('registered').next('attach', file, clerk);
    const attached = (count: number) => Array.from({ length: count }, () => state.attachments[0]);
    const full = {
      ...state,
      commentCount: 5_000,
      attachments: attached(100) as typeof state.attachments,
    };
    expect(decide(full, command('comment', { text: 'x' }))).toMatchObject({
      error: { code: 'TICKET.LIMIT_REACHED' },
    });
    expect(decide(full, command('attach', file))).toMatchObject({
      error: { code: 'TICKET.LIMIT_REACHED' },
    });
    const below = {
      ...full,
      commentCount: 4_999,
      attachments: attached(99) as typeof state.attachments,
    };
    expect(decide(below, command('comment', { text: 'x' }))).toMatchObject({ ok: true });
    expect(decide(below, command('attach', file))).toMatchObject({ ok: true });
  });
});
