import { describe, expect, it } from '@jest/globals';
import type { Caller } from '@gongdan/contracts';
import { epochMsOf, instantOf, type Instant } from '@gongdan/core';
import type { PartInput, TicketCommandInputs, TicketCommandName } from './ticket-command.js';
import { PART_ENTRIES_MAX, WORK_ENTRIES_MAX } from './ticket-limits.js';
import {
  at,
  callers,
  command,
  decider,
  HELPER,
  importedStory,
  LEAD,
  part,
  spec,
  storyUntil,
  until,
  work,
} from './testing/ticket-story.js';

const { clerk, dispatcher, manager, lead, helper, stranger, engine } = callers;

const by = <Name extends TicketCommandName>(
  caller: Caller,
  name: Name,
  input: TicketCommandInputs[Name],
) => command(name, input, { caller });

describe('depart, arrive and start', () => {
  it.each([
    ['depart', 'accepted', 'en-route'],
    ['depart', 'scheduled', 'en-route'],
    ['depart', 'paused', 'en-route'],
    ['arrive', 'accepted', 'on-site'],
    ['arrive', 'scheduled', 'on-site'],
    ['arrive', 'en-route', 'on-site'],
    ['arrive', 'paused', 'on-site'],
    ['start', 'on-site', 'in-progress'],
    ['start', 'accepted', 'in-progress'],
    ['start', 'finished', 'in-progress'],
    ['start', 'signed', 'in-progress'],
  ] as const)('%s leads from %s to %s', (name, from, to) => {
    expect(
      until(from)
        .when(by(lead, name, {}))
        .events()[0]?.data,
    ).toMatchObject({
      move: { from, to, stage: 'field', stateClass: 'active' },
    });
  });

  it('name who travels: the reporting technician, or the lead where the desk reports', () => {
    const travellers = [helper, lead, dispatcher].map(
      (caller) =>
        until('accepted')
          .when(by(caller, 'depart', {}))
          .events()[0]?.data,
    );
    expect(travellers).toMatchObject(
      [HELPER, LEAD, LEAD].map((technicianId) => ({ technicianId })),
    );
    const arrived = until('en-route')
      .when(by(helper, 'arrive', {}))
      .events()[0]?.data;
    expect(arrived).toMatchObject({ technicianId: HELPER });
  });

  it.each(['depart', 'arrive', 'start'] as const)('%s is refused', (name) => {
    expect(
      until('assigned')
        .when(by(lead, name, {}))
        .refusal(),
    ).toBe('TICKET.WRONG_STATE');
    expect(
      until('accepted')
        .when(by(stranger, name, {}))
        .refusal(),
    ).toBe('TICKET.NOT_ASSIGNED_TO_YOU');
    expect(
      until('accepted')
        .when(by(clerk, name, {}))
        .refusal(),
    ).toBe('TICKET.ROLE_NOT_ALLOWED');
    expect(
      until('cancelled')
        .when(by(lead, name, {}))
        .refusal(),
    ).toMatch(/TICKET\.(NOT_ASSIGNED_TO_YOU|WRONG_STATE)/);
    const nobody = { ...storyUntil('accepted').state, technicianId: null };
    expect(decider.decide(nobody, by(dispatcher, name, {}))).toMatchObject({
      error: { code: 'TICKET.NO_TECHNICIAN' },
    });
  });

  it('work that starts again makes resolution and signature void', () => {
    const story = storyUntil('signed').next('start', {}, lead);
    expect(story.state).toMatchObject({ resolution: null, signature: null, finishedAt: null });
  });
});

describe('pause and resume', () => {
  const parts = { reason: 'waiting-for-parts' } as const;

  it.each(['assigned', 'accepted', 'scheduled', 'en-route', 'on-site', 'in-progress'])(
    'lead from %s and back',
    (state) => {
      const story = storyUntil(state).next('pause', { ...parts, note: 'Pump' }, lead);
      expect(story.state).toMatchObject({
        state: 'paused',
        stateClass: 'paused',
        pausedFrom: state,
        pauseReason: 'waiting-for-parts',
        pauseNote: 'Pump',
      });
      const resumed = story.next('resume', {}, lead);
      expect(resumed.state).toMatchObject({ state, pausedFrom: null, pauseReason: null });
    },
  );

  it('a pause may change its reason and still leads back', () => {
    const story = storyUntil('paused').next('pause', { reason: 'waiting-for-customer' }, lead);
    expect(story.state).toMatchObject({
      pausedFrom: 'in-progress',
      pauseReason: 'waiting-for-customer',
    });
    const again = by(lead, 'pause', { reason: 'waiting-for-customer' });
    expect(
      spec
        .given(...story.facts)
        .when(again)
        .events(),
    ).toEqual([]);
  });

  it('are refused where there is nothing to pause or to resume', () => {
    expect(
      until('registered')
        .when(by(dispatcher, 'pause', parts))
        .refusal(),
    ).toBe('TICKET.WRONG_STATE');
    expect(
      until('in-progress')
        .when(by(lead, 'resume', {}))
        .refusal(),
    ).toBe('TICKET.WRONG_STATE');
    const tired = by(lead, 'pause', { reason: 'tired' as 'other' });
    expect(until('in-progress').when(tired).refusal()).toBe('TICKET.INVALID_INPUT');
    expect(
      until('paused')
        .when(by(stranger, 'resume', {}))
        .refusal(),
    ).toBe('TICKET.NOT_ASSIGNED_TO_YOU');
  });

  it('resume is not before what was paused: its promises would rest for good', () => {
    const late = (occurredAt: Instant) =>
      command('resume', {}, { caller: lead, now: at(60), occurredAt });
    const paused = storyUntil('paused');
    const since = paused.state.stateSince ?? at(0);
    const sooner = instantOf(epochMsOf(since) - 1);
    expect(
      spec
        .given(...paused.facts)
        .when(late(sooner))
        .refusal(),
    ).toBe('TICKET.OCCURRED_BEFORE_WHAT_IT_UNDOES');
    expect(
      spec
        .given(...paused.facts)
        .when(late(since))
        .events(),
    ).toHaveLength(1);
    // Nor before it was found that it waits for something else.
    const again = paused.next('pause', { reason: 'waiting-for-customer' }, lead);
    expect(
      spec
        .given(...again.facts)
        .when(late(since))
        .refusal(),
    ).toBe('TICKET.OCCURRED_BEFORE_WHAT_IT_UNDOES');
  });

  it('resume and what follows are never before what was paused, though the clock was set back since', () => {
    const paused = storyUntil('paused');
    const since = paused.state.stateSince ?? at(0);
    const now = instantOf(epochMsOf(since) - 7_200_000);
    const resumed = spec
      .given(...paused.facts)
      .when(command('resume', {}, { caller: lead, now }))
      .events();
    expect(resumed).toMatchObject([{ type: 'WorkResumed', occurredAt: since }]);
    const recorded = spec
      .given(...paused.facts, ...resumed)
      .when(command('record-work', work, { caller: lead, now }))
      .events();
    expect(recorded).toMatchObject([{ type: 'WorkRecorded', occurredAt: since }]);
  });

  it('resume is refused where nobody knows what was paused', () => {
    const lost = { ...storyUntil('paused').state, pausedFrom: null };
    expect(decider.decide(lost, by(lead, 'resume', {}))).toMatchObject({
      error: { code: 'TICKET.PAUSE_ORIGIN_UNKNOWN' },
    });
  });
});

describe('record-work', () => {
  it.each([
    [helper, {}, HELPER],
    [dispatcher, {}, LEAD],
    [lead, { technicianId: HELPER }, HELPER],
    [dispatcher, { technicianId: 'technician-9' }, 'technician-9'],
  ])('%p with %p is work of %s', (caller, who, technicianId) => {
    const recorded = until('in-progress').when(by(caller, 'record-work', { ...work, ...who }));
    expect(recorded.events()[0]?.data).toEqual({ ...work, technicianId, coveredByWarranty: false });
  });

  it.each([
    [{ minutes: -1 }, 'TICKET.INVALID_INPUT'],
    [{ minutes: 10_001 }, 'TICKET.INVALID_INPUT'],
    [{ minutes: 1.5 }, 'TICKET.INVALID_INPUT'],
    [{ description: '' }, 'TICKET.FIELD_REQUIRED'],
    [{ technicianId: 'technician-9' }, 'TICKET.NOT_ON_TICKET'],
  ])('%p is refused with %s', (input, code) => {
    const recorded = until('in-progress').when(by(lead, 'record-work', { ...work, ...input }));
    expect(recorded.refusal()).toBe(code);
  });

  it('takes no time at all and the longest time', () => {
    for (const minutes of [0, 10_000]) {
      const recorded = until('in-progress').when(by(lead, 'record-work', { ...work, minutes }));
      expect(recorded.events()).toHaveLength(1);
    }
  });

  it('is refused after signing, without anybody, and above the limit', () => {
    expect(
      until('signed')
        .when(by(lead, 'record-work', work))
        .refusal(),
    ).toBe('TICKET.WRONG_STATE');
    const imported = spec.given(...importedStory().facts);
    expect(imported.when(by(engine, 'record-work', work)).refusal()).toBe('TICKET.NO_TECHNICIAN');
    const { state } = storyUntil('finished');
    const [entry] = state.work;
    const filled = (count: number) => ({ ...state, work: Array(count).fill(entry) });
    const recorded = by(lead, 'record-work', work);
    expect(decider.decide(filled(WORK_ENTRIES_MAX - 1), recorded)).toMatchObject({ ok: true });
    expect(decider.decide(filled(WORK_ENTRIES_MAX), recorded)).toMatchObject({
      error: { code: 'TICKET.LIMIT_REACHED' },
    });
  });
});

describe('record-parts', () => {
  const priced = (amountMinor: number, currency = 'CNY', quantity = 1): PartInput => ({
    ...part,
    quantity,
    unitPrice: { amountMinor, currency },
  });
  const record = (...parts: readonly PartInput[]) => by(lead, 'record-parts', { parts });

  it('keeps what was used', () => {
    expect(until('in-progress').when(record(part)).events()[0]?.data).toEqual({
      parts: [{ ...part, coveredByWarranty: false }],
    });
    expect(
      until('in-progress')
        .when(record(priced(0)))
        .events(),
    ).toHaveLength(1);
  });

  it.each<[string, readonly PartInput[]]>([
    ['TICKET.NEGATIVE_AMOUNT', [priced(-1)]],
    ['TICKET.CURRENCY_MIXED', [priced(1), priced(1, 'EUR')]],
    ['TICKET.AMOUNT_TOO_LARGE', [priced(Number.MAX_SAFE_INTEGER, 'CNY', 2)]],
    ['TICKET.AMOUNT_TOO_LARGE', [priced(Number.MAX_SAFE_INTEGER), priced(1)]],
    ['TICKET.INVALID_INPUT', []],
    ['TICKET.INVALID_INPUT', [priced(1, 'yuan')]],
    ['TICKET.INVALID_INPUT', [priced(1, 'CNY', 0)]],
    ['TICKET.INVALID_INPUT', [priced(1.5)]],
    ['TICKET.INVALID_INPUT', Array<PartInput>(101).fill(part)],
  ])('is refused with %s', (code, parts) => {
    expect(
      until('in-progress')
        .when(record(...parts))
        .refusal(),
    ).toBe(code);
  });

  it('minds the parts recorded before, of this cycle', () => {
    const story = storyUntil('in-progress').next('record-parts', { parts: [part] }, lead);
    const euro = record(priced(1, 'EUR'));
    expect(
      spec
        .given(...story.facts)
        .when(euro)
        .refusal(),
    ).toBe('TICKET.CURRENCY_MIXED');
    const nextCycle = { ...story.state, cycle: 2 };
    expect(decider.decide(nextCycle, euro)).toMatchObject({ ok: true });
    const rest = Number.MAX_SAFE_INTEGER - 2 * part.unitPrice.amountMinor;
    expect(decider.decide(story.state, record(priced(rest)))).toMatchObject({ ok: true });
    expect(decider.decide(story.state, record(priced(rest + 1)))).toMatchObject({
      error: { code: 'TICKET.AMOUNT_TOO_LARGE' },
    });
  });

  it('is limited over the life of a ticket', () => {
    const { state } = storyUntil('in-progress').next('record-parts', { parts: [part] }, lead);
    const [entry] = state.parts;
    const filled = (count: number) => ({ ...state, parts: Array(count).fill(entry) });
    const two = record(part, part);
    expect(decider.decide(filled(PART_ENTRIES_MAX - 2), two)).toMatchObject({ ok: true });
    for (const count of [PART_ENTRIES_MAX - 1, PART_ENTRIES_MAX]) {
      expect(decider.decide(filled(count), two)).toMatchObject({
        error: { code: 'TICKET.LIMIT_REACHED' },
      });
    }
  });
});

describe('finish, sign, countersign and archive', () => {
  const resolution = 'Cools again.';

  it('finish needs recorded work of this cycle', () => {
    const bare = until('in-progress').when(by(lead, 'finish', { resolution }));
    expect(bare.refusal()).toBe('TICKET.NO_WORK_RECORDED');
    const story = storyUntil('in-progress').next('record-work', work, lead);
    const finished = spec.given(...story.facts).when(by(lead, 'finish', { resolution }));
    expect(finished.events()[0]?.data).toEqual({
      resolution,
      move: { from: 'in-progress', to: 'finished', stage: 'sign-off', stateClass: 'resolved' },
    });
    const nextCycle = decider.decide(
      { ...story.state, cycle: 2 },
      by(lead, 'finish', { resolution }),
    );
    expect(nextCycle).toMatchObject({ error: { code: 'TICKET.NO_WORK_RECORDED' } });
    const silent = spec.given(...story.facts).when(by(lead, 'finish', { resolution: ' ' }));
    expect(silent.refusal()).toBe('TICKET.FIELD_REQUIRED');
  });

  it('the customer signs once', () => {
    const sign = by(lead, 'sign', { signedBy: 'Customer One', remark: 'Friendly' });
    expect(until('finished').when(sign).events()[0]?.data).toEqual({
      signedBy: 'Customer One',
      remark: 'Friendly',
      move: { from: 'finished', to: 'signed', stage: 'sign-off', stateClass: 'resolved' },
    });
    expect(until('signed').when(sign).refusal()).toBe('TICKET.WRONG_STATE');
    const nobody = by(lead, 'sign', { signedBy: '' });
    expect(until('finished').when(nobody).refusal()).toBe('TICKET.FIELD_REQUIRED');
  });

  it('a manager countersigns, but never his own work', () => {
    const countersign = (caller: Caller) => until('signed').when(by(caller, 'countersign', {}));
    expect(countersign(manager).events()[0]?.data).toMatchObject({ move: { to: 'countersigned' } });
    expect(countersign({ ...manager, technicianId: HELPER }).refusal()).toBe('TICKET.OWN_WORK');
    expect(countersign(lead).refusal()).toBe('TICKET.ROLE_NOT_ALLOWED');
    expect(
      until('finished')
        .when(by(manager, 'countersign', {}))
        .refusal(),
    ).toBe('TICKET.WRONG_STATE');
  });

  it('nor does who worked and gave the ticket away, until another cycle', () => {
    const story = storyUntil('in-progress')
      .next('record-work', work, lead)
      .next('reassign', { technicianId: 'technician-3', reason: 'Ill' }, dispatcher)
      .next('accept', {}, dispatcher)
      .next('start', {}, dispatcher)
      .next('finish', { resolution }, dispatcher)
      .next('sign', { signedBy: 'Customer One' }, dispatcher);
    const countersign = by({ ...manager, technicianId: LEAD }, 'countersign', {});
    const { facts, state } = story;
    expect(
      spec
        .given(...facts)
        .when(countersign)
        .refusal(),
    ).toBe('TICKET.OWN_WORK');
    expect(decider.decide({ ...state, cycle: 2 }, countersign).ok).toBe(true);
    expect(
      spec
        .given(...facts)
        .when(by({ ...manager, technicianId: HELPER }, 'countersign', {}))
        .events(),
    ).toHaveLength(1);
  });

  it('internal work needs no customer to sign', () => {
    const countersign = by(manager, 'countersign', {});
    expect(until('finished', 'internal').when(countersign).events()).toHaveLength(1);
    const archived = until('countersigned', 'internal').when(by(clerk, 'archive', {}));
    expect(archived.events()[0]?.data).toEqual({
      finishedAt: storyUntil('countersigned', 'internal').state.finishedAt,
      move: { from: 'countersigned', to: 'closed', stage: 'closed', stateClass: 'closed' },
    });
  });

  it('archive hands the signed voucher to billing', () => {
    const archive = by(clerk, 'archive', {});
    expect(until('countersigned').when(archive).events()[0]?.data).toEqual({
      finishedAt: storyUntil('countersigned').state.finishedAt,
      move: { from: 'countersigned', to: 'archived', stage: 'billing', stateClass: 'resolved' },
    });
    const unsigned = { ...storyUntil('countersigned').state, signature: null };
    expect(decider.decide(unsigned, archive)).toMatchObject({
      error: { code: 'TICKET.NOT_SIGNED' },
    });
    expect(until('signed').when(archive).refusal()).toBe('TICKET.WRONG_STATE');
  });

  it('archive says when work was finished in the end, as it was reported', () => {
    const archive = by(clerk, 'archive', {});
    const { facts } = storyUntil('countersigned');
    const finishedLater = facts.map((fact) =>
      fact.type === 'WorkFinished' ? { ...fact, occurredAt: at(40) } : fact,
    );
    expect(
      spec
        .given(...finishedLater)
        .when(archive)
        .events()[0]?.data,
    ).toMatchObject({
      finishedAt: at(40),
    });
    const never = { ...storyUntil('countersigned').state, finishedAt: null };
    const decided = decider.decide(never, archive);
    expect(decided.ok && Object.keys(decided.value[0]?.data ?? {})).toEqual(['move']);
  });
});
