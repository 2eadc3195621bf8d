import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { eventContract, type TicketEvent } from '@gongdan/contracts';
import { evolveTicket, initialTicketState } from '../../domain/index.js';
import { TICKET_ID, minuteOf, recorded, rowsOf, sampleOf, type Fact } from '../testing/history.js';
import { TICKET_EVENT_TYPES } from '../ticket-event.js';
import { SNIPPET_LENGTH_MAX, ticketDetailProjection } from './ticket-detail.projection.js';
import type { TicketDetailRow } from './ticket-detail.row.js';

const rowOf = (...facts: Fact[]): TicketDetailRow | undefined =>
  rowsOf<TicketDetailRow>(ticketDetailProjection, recorded(facts)).get(TICKET_ID);

const registered: Fact = { event: sampleOf('TicketRegistered'), minute: 0 };

const anyLaterFact = fc.record({
  event: fc
    .constantFrom(...TICKET_EVENT_TYPES.filter((type) => type !== 'TicketRegistered'))
    .map((type) => ({ type, data: eventContract(type).sample }) as TicketEvent),
  minute: fc.integer({ min: 0, max: 5_000 }),
});

describe('ticket-detail', () => {
  it('has a row from registration on', () => {
    expect(rowOf(registered)).toMatchObject({
      number: 'T-20260302-0001',
      state: 'registered',
      priority_rank: 3,
      contact_name: 'Customer One',
      registered_at: minuteOf(0),
      version: 1,
    });
  });

  it('ignores what comes without a registration', () => {
    expect(rowOf({ event: sampleOf('WorkStarted'), minute: 0 })).toBeUndefined();
  });

  it('says of a ticket what the domain says, after any events whatever', () => {
    fc.assert(
      fc.property(fc.array(anyLaterFact, { maxLength: 30 }), (facts) => {
        const all = [registered, ...facts];
        const row = rowOf(...all);
        const state = all
          .map(({ event, minute }) => ({ ...event, occurredAt: minuteOf(minute) }))
          .reduce(evolveTicket, initialTicketState);
        expect(row).toMatchObject({
          state: state.state,
          stage: state.stage,
          state_class: state.stateClass,
          category: state.category,
          priority: state.priority,
          contract_id: state.contractId,
          title: state.title,
          workflow_id: state.workflow.id,
          workflow_version: state.workflow.version,
          technician_id: state.technicianId,
          assistant_ids: state.assistantIds,
          team: state.team,
          appointment_from: state.appointment?.from ?? null,
          pause_reason: state.pauseReason,
          cycle: state.cycle,
          settlement: state.settlement?.outcome ?? null,
          merged_into_id: state.mergedInto,
          level: state.level,
          carried_over_on: state.carriedOver?.day ?? null,
          carried_over_reason: state.carriedOver?.reason ?? null,
          comment_count: state.commentCount,
          attachment_count: state.attachments.length,
          finished_at: state.finishedAt,
          version: all.length,
          position: all.length,
        });
      }),
    );
  });

  it('shows the latest moment at which anything happened, also when it was reported late', () => {
    const row = rowOf(
      registered,
      { event: sampleOf('TicketCommented'), minute: 90 },
      { event: sampleOf('WorkRecorded'), minute: 30 },
    );
    expect(row).toMatchObject({ last_event_at: minuteOf(90), last_event_type: 'WorkRecorded' });
  });

  it('shows the contract that was named last', () => {
    const row = rowOf(
      registered,
      { event: sampleOf('TicketAmended', { contractId: 'k1' }), minute: 10 },
      { event: sampleOf('TicketAmended', { title: 'Leaks' }), minute: 20 },
    );
    expect(row).toMatchObject({ contract_id: 'k1', title: 'Leaks' });
  });

  it('keeps the first dispatch and arrival over a reopening', () => {
    const row = rowOf(
      registered,
      { event: sampleOf('TicketAssigned'), minute: 10 },
      { event: sampleOf('TechnicianArrived'), minute: 20 },
      { event: sampleOf('TicketReopened'), minute: 30 },
      { event: sampleOf('TicketAssigned'), minute: 40 },
    );
    expect(row).toMatchObject({ dispatched_at: minuteOf(10), arrived_at: minuteOf(20) });
  });

  it('reads a forgotten person as nobody', () => {
    const contact = { name: '[forgotten]', phone: '[forgotten]' };
    const row = rowOf({ event: sampleOf('TicketRegistered', { contact }), minute: 0 });
    expect(row).toMatchObject({ contact_name: null, contact_phone: null });
  });

  it('cuts a snippet between characters', () => {
    const description = '🛠'.repeat(SNIPPET_LENGTH_MAX + 1);
    const row = rowOf({ event: sampleOf('TicketRegistered', { description }), minute: 0 });
    expect(row?.snippet).toBe('🛠'.repeat(SNIPPET_LENGTH_MAX));
  });
});
