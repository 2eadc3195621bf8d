import { describe, expect, it } from '@jest/globals';
import type { PauseReason } from '@gongdan/contracts';
import {
  bookOf,
  clockOf,
  KeptStream,
  momentsOf,
  ms,
  policyOf,
  standingsOf,
  TicketStory,
  toldOf,
  within,
} from '../testing/ticket-story.js';
import { evaluate } from './evaluate.js';

/** Monday. */
const MON = '2026-03-02';
const assigned = [{ event: 'TicketAssigned' }];
const arrived = [{ event: 'TechnicianArrived' }];

const underContract = (story: TicketStory, at: string): TicketStory =>
  story.tell(at, 'TicketClassified', {
    category: 'contract',
    workflow: { id: 'contract', version: 1 },
  });

describe('a ticket that comes under another policy', () => {
  const arrival = clockOf('arrival', [within(6)], { start: assigned, stop: arrived });
  const contract = { id: 'contract', order: 1, appliesTo: { category: ['contract'] } } as const;
  const book = bookOf([policyOf([arrival], contract), policyOf([])]);

  it('is promised from the event that would have started the clock, not from its last repetition', () => {
    const story = new TicketStory()
      .registered(`${MON}T09:00`)
      .assigned(`${MON}T09:30`)
      .tell(`${MON}T10:00`, 'TicketDeclined', {})
      .assigned(`${MON}T11:00`);
    const judged = underContract(story, `${MON}T12:00`).judge(book, `${MON}T13:00`);
    expect(standingsOf(judged, 'arrival')).toEqual([`1 running open ${MON}T15:30`]);
  });

  it('is not promised again what would have been kept in this cycle already', () => {
    const story = new TicketStory()
      .registered(`${MON}T09:00`)
      .assigned(`${MON}T09:30`)
      .arrived(`${MON}T10:00`)
      .assigned(`${MON}T11:00`);
    const judged = underContract(story, `${MON}T12:00`).judge(book, `${MON}T13:00`);
    expect(judged.runs).toEqual([]);
  });

  it('while it rests, is not breached before it goes on', () => {
    const quick = clockOf('arrival', [within(1)], { start: assigned, stop: arrived });
    const hurried = bookOf([policyOf([quick], contract), policyOf([])]);
    const reason: PauseReason = 'waiting-for-customer';
    const story = new TicketStory()
      .registered(`${MON}T09:00`)
      .assigned(`${MON}T09:00`)
      .paused(`${MON}T11:00`, reason);
    const resting = underContract(story, `${MON}T12:00`).judge(hurried, `${MON}T13:00`);
    expect(momentsOf(resting.runs[0])).toEqual([
      `Started ${MON}T12:00 policy-switch`,
      `Paused ${MON}T12:00`,
    ]);
    const gone = story.resumed(`${MON}T14:00`).judge(hurried, `${MON}T15:00`);
    expect(momentsOf(gone.runs[0]).slice(2)).toEqual([
      `Resumed ${MON}T14:00`,
      `Breached ${MON}T10:00`,
    ]);
  });
});

describe('a policy that comes into force while the ticket is open', () => {
  it('does not hold before it was in force, when the story is judged again with its version known', () => {
    const quick = clockOf('resolution', [within(4)]);
    const urgent = policyOf([quick], {
      id: 'urgent',
      order: 1,
      effectiveFrom: ms(`${MON}T10:00`),
    });
    const book = bookOf([urgent, policyOf([clockOf('resolution', [within(8)])])]);
    const kept = new KeptStream(book);
    const story = new TicketStory().registered(`${MON}T09:00`).prioritised(`${MON}T11:00`, 'low');
    expect(toldOf(kept.keep(story, `${MON}T11:00`))).toEqual([
      `Started open ${MON}T09:00`,
      `Retargeted open ${MON}T11:00`,
    ]);
    const { runs } = evaluate({
      kind: 'ticket',
      facts: story.facts,
      book,
      pins: kept.stream.pins,
      asOf: ms(`${MON}T12:00`),
    });
    expect(momentsOf(runs[0])).toEqual([`Started ${MON}T09:00`, `Retargeted ${MON}T11:00`]);
  });
});
