import { expect, it } from '@jest/globals';
import {
  bookOf,
  clockOf,
  momentsOf,
  policyOf,
  TicketStory,
  within,
} from '../testing/ticket-story.js';

const book = bookOf([policyOf([clockOf('resolution', [within(4)])])]);
const waiting = () => new TicketStory().registered('1971-03-01T09:00').paused('1971-03-01T10:00');

it('a promise that rests for half a century is judged like any other, and lists with it', () => {
  const began = ['Started 1971-03-01T09:00', 'Paused 1971-03-01T10:00'];
  expect(momentsOf(waiting().judge(book, '2026-03-02T09:30').runs[0])).toEqual(began);
  const resumed = waiting().resumed('2026-03-02T10:00');
  expect(momentsOf(resumed.judge(book, '2026-03-02T16:30').runs[0])).toEqual([
    ...began,
    'Resumed 2026-03-02T10:00',
    'Breached 2026-03-02T13:00',
  ]);
});
