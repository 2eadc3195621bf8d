import { describe, expect, it } from '@jest/globals';
import { brokenPromise, escalatedComplaint } from '../testing/facts.js';
import { isOvertaken } from './overtaken.js';

const later = '2026-11-29T09:00:00.000Z';
const standing = { status: 'running', verdict: 'breached', dueAt: brokenPromise.promise?.dueAt };
const clock = (type: string, more: object = {}, of: object = {}) => ({
  type,
  data: { clock: 'arrival', cycle: 1, standing: { ...standing, ...more }, ...of },
});
const atRisk = { ...brokenPromise, kind: 'promise-at-risk' } as const;
const ticket = { ...brokenPromise, kind: 'ticket-escalated', promise: null } as const;
const opened = { ...escalatedComplaint, kind: 'complaint-opened' } as const;
const archived = (stage: string) => ({ type: 'TicketArchived', data: { move: { stage } } });

describe('a notice is overtaken', () => {
  it.each([
    ['arrived late', brokenPromise, clock('SlaClockMissed', { status: 'stopped' })],
    ['withdrawn', brokenPromise, clock('SlaClockCancelled', { status: 'cancelled' })],
    ['never broken', brokenPromise, clock('SlaClockSuperseded', { verdict: 'open' })],
    ['met', atRisk, clock('SlaClockMet', { status: 'stopped', verdict: 'met' })],
    ['another target', brokenPromise, clock('SlaClockRetargeted', { verdict: 'open' })],
    ['closed', escalatedComplaint, { type: 'ComplaintClosed', data: {} }],
    ['moved on', opened, { type: 'ComplaintEscalated', data: {} }],
    ['closed', ticket, { type: 'TicketClosed', data: {} }],
    ['cancelled', ticket, { type: 'TicketCancelled', data: {} }],
    ['merged', ticket, { type: 'TicketMerged', data: {} }],
    ['moved on', ticket, { type: 'TicketEscalated', data: {} }],
    ['at the foot of the ladder again', ticket, { type: 'TicketReopened', data: { cycle: 2 } }],
    ['closed by archiving', ticket, archived('closed')],
  ])('%s', (_why, facts, event) => {
    expect(isOvertaken(facts, [event])).toBe(true);
  });

  it.each([
    ['another clock', brokenPromise, clock('SlaClockMet', { status: 'stopped' }, { clock: 'x' })],
    ['another run', brokenPromise, clock('SlaClockMet', { status: 'stopped' }, { cycle: 2 })],
    ['still broken', brokenPromise, clock('SlaClockSuperseded')],
    ['resting', brokenPromise, clock('SlaClockPaused', { status: 'paused', dueAt: null })],
    ['broken now', atRisk, clock('SlaClockBreached')],
    ['another due moment', atRisk, clock('SlaClockRetargeted', { verdict: 'open', dueAt: later })],
    ['what concerns all clocks', brokenPromise, { type: 'SlaRecalculated', data: {} }],
    ['answered', escalatedComplaint, { type: 'ComplaintAnswered', data: {} }],
    ['archived for billing', ticket, archived('billing')],
    ['a comment', ticket, { type: 'TicketCommented', data: {} }],
  ])('but not by %s', (_why, facts, event) => {
    expect(isOvertaken(facts, [event])).toBe(false);
  });

  it.each([escalatedComplaint, ticket])('whatever else came before and after: %p', (facts) => {
    const comment = { type: 'TicketCommented', data: {} };
    const over = ['ComplaintClosed', 'TicketClosed'].map((type) => ({ type, data: {} }));
    expect(isOvertaken(facts, [comment, ...over, comment])).toBe(true);
    expect(isOvertaken(facts, [])).toBe(false);
  });

  it('but not by a stop after which its run goes on', () => {
    const resumed = clock('SlaClockResumed');
    const stopped = clock('SlaClockMissed', { status: 'stopped' });
    expect(isOvertaken(brokenPromise, [stopped, resumed])).toBe(false);
    expect(isOvertaken(brokenPromise, [resumed, stopped])).toBe(true);
    expect(isOvertaken(brokenPromise, [])).toBe(false);
  });
});
