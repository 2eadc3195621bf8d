import { describe, expect, it } from '@jest/globals';
import {
  bookOf,
  clockOf,
  policyOf,
  standingsOf,
  TicketStory,
  within,
} from '../testing/ticket-story.js';

/** Monday. */
const MON = '2026-03-02';
const comment = (visibility: string) => ['TicketCommented', { visibility }] as const;

describe('a cancelled ticket', () => {
  const next = clockOf('next-answer', [within(2)], {
    start: [{ event: 'TicketCommented', where: { visibility: 'internal' } }],
    stop: [{ event: 'TicketCommented', where: { visibility: 'customer' } }],
    repeats: true,
  });
  const gold = { id: 'gold', order: 1, appliesTo: { tier: ['gold'] } } as const;
  const resolution = clockOf('resolution', [within(8)]);
  const book = bookOf([policyOf([resolution], gold), policyOf([next])]);
  const cancelled = () => new TicketStory().registered(`${MON}T09:00`).cancelled(`${MON}T10:00`);

  it('is promised nothing for what is still said of it', () => {
    const story = cancelled().tell(`${MON}T11:00`, ...comment('internal'));
    expect(story.judge(book, `${MON}T12:00`).runs).toEqual([]);
  });

  it('is promised nothing where its customer’s tier changes', () => {
    const story = cancelled().tell(`${MON}T11:00`, 'CustomerAmended', { tier: 'gold' });
    expect(story.judge(book, `${MON}T12:00`).runs).toEqual([]);
  });

  it('stays cancelled where its cancellation is reported after what came later', () => {
    const story = new TicketStory()
      .registered(`${MON}T09:00`)
      .arrived(`${MON}T11:00`)
      .tell(`${MON}T11:30`, ...comment('internal'))
      .cancelled(`${MON}T10:00`);
    expect(story.judge(book, `${MON}T12:00`).runs).toEqual([]);
  });

  it('is promised again what begins after it is reopened', () => {
    const story = cancelled()
      .reopened(`${MON}T11:00`)
      .tell(`${MON}T12:00`, ...comment('internal'));
    expect(standingsOf(story.judge(book, `${MON}T12:30`), 'next-answer')).toEqual([
      `1 running open ${MON}T14:00`,
    ]);
  });
});
