import { describe, expect, it } from '@jest/globals';
import {
  bookOf,
  clockOf,
  ms,
  policyOf,
  TicketStory,
  toldOf,
  within,
} from '../testing/ticket-story.js';
import type { SlaEventDraft } from './reconcile.js';
import { slaDecider } from './sla-decider.js';
import { evolveSlaStream, emptySlaStream, type SlaStream } from './sla-stream.js';

const MON = '2026-03-02';
const book = bookOf([policyOf([clockOf('resolution', [within(8)])])]);
const subject = { kind: 'ticket', id: 't1' } as const;

/** Keeps the clocks of a story; `asOf` null: because something happened. */
function keep(stream: SlaStream, { facts }: TicketStory, asOf: string | null) {
  const result = slaDecider.decide(stream, {
    type: 'KeepClocks',
    subject,
    facts,
    decisions: [],
    book,
    asOf: asOf === null ? null : ms(asOf),
    noticedAt: ms(`${MON}T17:30`),
  });
  if (!result.ok) throw new Error(result.error.code);
  const events = result.value as readonly SlaEventDraft[];
  return { told: toldOf(events), stream: events.reduce(evolveSlaStream, stream) };
}

describe('keeping clocks because something happened', () => {
  it('goes no further in time than what happened', () => {
    const story = new TicketStory().registered(`${MON}T09:00`);
    expect(keep(emptySlaStream, story, null).told).toEqual([`Started open ${MON}T09:00`]);
  });

  it('does not go back behind what time has broken already', () => {
    const story = new TicketStory().registered(`${MON}T09:00`);
    const { stream } = keep(emptySlaStream, story, `${MON}T17:30`);
    story.tell(`${MON}T10:00`, 'TicketCommented', { visibility: 'internal' }, `${MON}T17:30`);
    expect(keep(stream, story, null).told).toEqual([]);
  });

  it('takes back what was broken by a moment that is not the due one any more', () => {
    const story = new TicketStory().registered(`${MON}T09:00`);
    const { stream } = keep(emptySlaStream, story, `${MON}T17:30`);
    story.paused(`${MON}T10:00`, 'waiting-for-customer', `${MON}T17:30`);
    expect(keep(stream, story, null).told).toEqual([
      `Paused open ${MON}T10:00`,
      `Superseded open ${MON}T10:00 reported-late`,
    ]);
  });
});
