import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fold } from '@gongdan/core';
import { allEventContracts, TicketRegistered } from '@gongdan/contracts';
import { evolveTicket } from './evolve-ticket.js';
import { initialTicketState, type TicketFact } from './ticket-state.js';
import {
  appointment,
  at,
  callers,
  decider,
  HELPER,
  importedStory,
  LEAD,
  registration,
  START,
  Story,
  storyUntil,
  work,
} from './testing/ticket-story.js';

const { clerk, lead, dispatcher, engine } = callers;

const ticketOwners = ['request', 'dispatch', 'field'];
const samples: readonly TicketFact[] = allEventContracts()
  .filter(({ owner }) => ticketOwners.includes(owner))
  .map(({ type, sample }) => ({ type, data: sample, occurredAt: START }) as unknown as TicketFact);

describe('the fold', () => {
  it('takes every event ever declared, in any order, and never throws', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...samples), { maxLength: 40 }), (facts) => {
        const state = fold(decider, facts);
        expect(state.exists).toBe(facts.length > 0);
        expect(Object.keys(state).sort()).toEqual(Object.keys(initialTicketState).sort());
        expect(Object.values(state)).not.toContain(undefined);
      }),
    );
  });

  it('is not led astray by an event of a later release', () => {
    const { state } = storyUntil('accepted');
    const unknown = { type: 'TicketSomething', data: { state: 'x' }, occurredAt: at(50) };
    expect(evolveTicket(state, unknown as unknown as TicketFact)).toEqual(state);
  });

  it('knows nothing before the registration', () => {
    expect(initialTicketState).toMatchObject({
      exists: false,
      customerId: null,
      registeredAt: null,
    });
  });

  it('keeps what was registered, and where the ticket stands', () => {
    const { state } = new Story().next('register', registration, clerk);
    expect(state).toMatchObject({
      ...registration,
      exists: true,
      priority: 'normal',
      contact: null,
      workflow: { id: 'paid', version: 1 },
      state: 'registered',
      stage: 'request',
      stateClass: 'open',
      stateSince: START,
      registeredAt: START,
      cycle: 1,
    });
    expect(state).not.toHaveProperty('move');
    const sample = { type: 'TicketRegistered', data: TicketRegistered.sample, occurredAt: START };
    expect(fold(decider, [sample as TicketFact])).toMatchObject({
      contact: TicketRegistered.sample.contact,
      site: TicketRegistered.sample.site,
    });
  });

  it('keeps everything that happened up to the end', () => {
    const { state } = storyUntil('closed');
    expect(state).toMatchObject({
      state: 'closed',
      technicianId: LEAD,
      assistantIds: [HELPER],
      appointment,
      work: [{ ...work, technicianId: LEAD, coveredByWarranty: false, cycle: 1 }],
      resolution: 'Cools again.',
      signature: { signedBy: 'Customer One', remark: null },
      countersigned: true,
      settlement: { outcome: 'covered', invoiceId: null },
      workBegan: true,
    });
    expect(state.finishedAt).toBe(storyUntil('finished').state.stateSince);
    expect(state.closedAt).toBe(storyUntil('awaiting-feedback').state.stateSince);
  });

  it('counts the time in a state from the step into it, not from what leaves it there', () => {
    const story = storyUntil('paused');
    const since = story.state.stateSince;
    story.next('pause', { reason: 'waiting-for-customer' }, lead);
    story.next('reassign', { technicianId: 't3', reason: 'Ill' }, dispatcher);
    expect(story.state.stateSince).toBe(since);
    expect(story.next('resume', {}, dispatcher).state.stateSince).not.toBe(since);
  });

  it('begins a new cycle clean, with what was recorded before', () => {
    const story = storyUntil('closed').next('reopen', { reason: 'Came back' }, clerk);
    expect(story.state).toMatchObject({
      cycle: 2,
      workBegan: false,
      work: [{ ...work, cycle: 1 }],
      resolution: null,
      signature: null,
      countersigned: false,
      settlement: null,
      appointment: null,
      finishedAt: null,
      closedAt: null,
    });
  });

  it('keeps the team until another is named', () => {
    const story = importedStory()
      .next('assign', { technicianId: 't1', team: 'g1' }, engine)
      .next('reassign', { technicianId: 't2', reason: 'Ill' }, engine);
    expect(story.state).toMatchObject({ technicianId: 't2', team: 'g1' });
  });

  it('takes what is reported late at the time it happened', () => {
    const facts = storyUntil('in-progress').facts;
    const late = {
      type: 'WorkFinished',
      data: {
        resolution: 'Done',
        move: { from: 'in-progress', to: 'finished', stage: 'sign-off', stateClass: 'resolved' },
      },
      occurredAt: at(3),
    } as const;
    const state = fold(decider, [...facts, late]);
    expect(state).toMatchObject({ state: 'finished', finishedAt: at(3), stateSince: at(3) });
  });

  it('counts comments and lists attachments', () => {
    const file = {
      fileName: 'a.jpg',
      mediaType: 'image/jpeg',
      sizeBytes: 3,
      sha256: 'a'.repeat(64),
    };
    const { state } = new Story()
      .next('register', registration, clerk)
      .next('comment', { text: 'One' }, clerk)
      .next('comment', { text: 'Two', visibility: 'customer' }, clerk)
      .next('attach', file, clerk);
    expect(state.commentCount).toBe(2);
    expect(state.attachments).toEqual([{ attachmentId: 'new-1', ...file }]);
  });
});
