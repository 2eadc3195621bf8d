import { describe, expect, it } from '@jest/globals';
import { complaintText, findings, policyText, read, textOfClock } from './testing/policy-text.js';

describe('what the schema refuses', () => {
  it.each([
    ['unknown members', policyText({ shade: 1 }), 'shade is not known'],
    ['unknown members of clocks', textOfClock({ stops: [] }), 'clocks.arrival.stops is not known'],
    ['no start', textOfClock({ start: undefined }), "must have required property 'start'"],
    ['an empty start', textOfClock({ start: [] }), 'start must NOT have fewer than 1 items'],
    ['no stop', textOfClock({ stop: undefined }), "must have required property 'stop'"],
    ['an empty stop', textOfClock({ stop: [] }), 'stop must NOT have fewer than 1 items'],
    ['no targets', textOfClock({ targets: undefined }), "must have required property 'targets'"],
    ['empty targets', textOfClock({ targets: [] }), 'targets must NOT have fewer than 1 items'],
    ['no clocks', policyText({ clocks: {} }), 'clocks must NOT have fewer than 1 properties'],
    ['an unknown subject', policyText({ subject: 'invoice' }), 'ticket, complaint'],
    ['state classes', textOfClock({ stop: [{ stateClass: 'done' }] }), 'open, active, paused'],
    ['stages', textOfClock({ stop: [{ stage: 'survey' }] }), 'request, dispatch, field'],
    ['pause reasons', textOfClock({ pause: ['lunch'] }), 'waiting-for-customer, '],
    ['doubled reasons', textOfClock({ pause: ['other', 'other'] }), 'duplicate items'],
    ['categories', policyText({ appliesTo: { category: ['gift'] } }), 'paid, contract, free'],
    ['empty conditions', policyText({ appliesTo: { category: [] } }), 'fewer than 1 items'],
    ['modes', textOfClock({ onChange: 'forget' }), 'continue, restart, pin'],
    ['reopen modes', textOfClock({ onReopen: 'pin' }), 'continue, new-cycle, wait, ignore'],
    ['appointment modes', textOfClock({ onAppointment: 'start' }), 'ignore, end-of-window'],
    ['late reports', textOfClock({ lateReport: 'never' }), 'occurred, recorded'],
    ['none: false', textOfClock({ targets: [{ none: false }] }), 'none must be equal to constant'],
  ])('%s', (_, text, words) => {
    expect(findings(text)).toContain(words);
    expect(findings(text)).toMatch(/^house\.yaml:\d+: /);
  });

  it.each([
    ['priority', 'soon', 'urgent, high, normal, low'],
    ['tier', 'best', 'key, major, ordinary, potential'],
    ['channel', 'pigeon', 'phone, letter, web'],
    ['severity', 'mild', 'general, serious, critical'],
    ['level', 'owner', 'handler, dispatch-manager, executive'],
  ])('an unknown %s', (word, value, known) => {
    expect(
      findings(textOfClock({ targets: [{ when: { [word]: [value] }, none: true }] })),
    ).toContain(known);
  });

  it.each(['House', 'house_1', '1st', 'house-', ''])('the id %j', (id) => {
    expect(findings(policyText({ id }))).toContain('id must look like house-2');
  });

  it.each(['24:01', '25:00', '9:00', '17:60', '17:00:00', 'noon'])('by %s', (by) => {
    expect(findings(textOfClock({ targets: [{ by, workingDays: 1 }] }))).toContain(
      'clocks.arrival.targets.0.by must look like 17:00',
    );
  });
});

describe('matchers', () => {
  const start = (matcher: unknown) => findings(textOfClock({ start: [matcher] }));

  it.each([
    [{}, 'clocks.arrival.start.0 names nothing'],
    [{ event: 'TicketVanished' }, '"TicketVanished" is no event'],
    [{ event: 'toString' }, 'is no event'],
    [{ event: 'SurveyAnswered' }, 'SurveyAnswered happens to a survey, not to a ticket'],
    [{ event: 'CustomerRegistered' }, 'happens to a customer or contract, not to a ticket'],
    [{ event: 'ComplaintOpened' }, 'ComplaintOpened happens to a complaint, not to a ticket'],
    [{ event: 'TicketCommented', state: 'closed' }, 'TicketCommented leads into no state'],
    [{ where: { reason: 'x' } }, 'needs the event whose members it names'],
    [
      { event: 'WorkPaused', where: { cause: 'other' } },
      'start.0.where.cause is no member of WorkPaused; known: reason, note, move',
    ],
    [{ event: 'WorkPaused', where: { constructor: 'x' } }, 'is no member of WorkPaused'],
    [{ event: 'WorkPaused', where: { reason: 'lunch' } }, 'can never be "lunch"'],
    [{ event: 'WorkPaused', where: { reason: 1 } }, 'can never be 1'],
    [{ event: 'WorkPaused', where: { reason: ['other'] } }, 'is compared with a text'],
    [{ event: 'WorkPaused', where: { reason: null } }, 'is compared with a text'],
    [{ event: 'CustomerSigned', where: { signedBy: 'x' } }, 'is personal data'],
    [{ event: 'TicketRegistered', where: { contact: 'x' } }, 'is personal data'],
  ])('%j: %s', (matcher, words) => {
    expect(start(matcher)).toContain(words);
  });

  it.each([
    { event: 'WorkPaused', where: { reason: 'waiting-for-parts' } },
    { event: 'TicketScheduled', where: { requestedByCustomer: true } },
    { event: 'TicketReopened', where: { cycle: 2 } },
    { event: 'TicketWorkflowMigrated', stateClass: 'resolved' },
    { state: 'on-site' },
    { stage: 'feedback', stateClass: 'closed' },
  ])('takes %j', (matcher) => {
    expect(read(textOfClock({ start: [matcher] })).clocks[0]?.start).toEqual([matcher]);
  });

  it('are checked in after and stop, too', () => {
    expect(findings(textOfClock({ after: [{}] }))).toContain('after.0 names nothing');
    expect(findings(textOfClock({ stop: [{ stateClass: 'resolved' }, {}] }))).toContain(
      'stop.1 names nothing',
    );
  });
});

describe('clocks of complaints', () => {
  it('know events, severities and levels', () => {
    const targets = [{ when: { severity: ['serious'], level: ['executive'] }, within: 'PT4H' }];
    expect(findings(complaintText({ targets }))).toBe('');
  });

  it.each([
    [{ pause: ['other'] }, 'first-answer.pause is of tickets'],
    [{ onReopen: 'continue' }, 'onReopen is of tickets'],
    [{ onAppointment: 'end-of-window' }, 'onAppointment is of tickets'],
    [{ stop: [{ stateClass: 'closed' }] }, 'stateClass is of tickets'],
    [{ stop: [{ event: 'TicketClosed' }] }, 'TicketClosed happens to a ticket, not to a complaint'],
    [{ targets: [{ when: { priority: ['high'] }, none: true }] }, 'not known of a complaint'],
  ])('%j: %s', (clock, words) => {
    expect(findings(complaintText(clock))).toContain(words);
  });

  it('and those of tickets do not', () => {
    expect(findings(policyText({ appliesTo: { severity: ['serious'] } }))).toContain(
      'appliesTo.severity is not known of a ticket; known: category, priority',
    );
  });
});

describe('targets', () => {
  const targets = (...list: unknown[]) => findings(textOfClock({ targets: list }));

  it.each([
    [{}, 'needs exactly one of within, by, none, not none'],
    [{ within: 'PT1H', none: true }, 'not within and none'],
    [{ within: 'PT1H', by: '17:00', workingDays: 1 }, 'not within and by'],
    [{ by: '17:00' }, 'by and workingDays belong together'],
    [{ within: 'PT1H', workingDays: 1 }, 'by and workingDays belong together'],
    [{ within: 'P1D' }, "'P1D' does not say what a day is. Say whether a calendar day is meant"],
    [{ within: 'P1W' }, 'does not say what a day is'],
    [{ within: '6 hours' }, 'is no business time'],
    [{ within: 'PT0M' }, 'must be longer than nothing'],
  ])('%j: %s', (target, words) => {
    expect(targets(target)).toContain(words);
  });

  it('are refused where an earlier one holds wherever they do', () => {
    const words = 'targets.1 is never reached: clocks.arrival.targets.0 holds wherever it does';
    const urgent = { when: { priority: ['urgent'] }, within: 'PT1H' };
    const rest = { within: 'PT6H' };
    expect(targets(rest, urgent)).toContain(words);
    expect(targets(rest, rest)).toContain(words);
    expect(targets(urgent, urgent)).toContain(words);
    const urgentSuburbs = { ...urgent, when: { priority: ['urgent'], region: ['suburban'] } };
    expect(targets(urgent, urgentSuburbs)).toContain(words);
    const any = { ...rest, when: { priority: ['urgent', 'high', 'normal', 'low'] } };
    expect(targets(any, { when: { region: ['suburban'] }, none: true })).toContain(words);
    expect(targets(urgentSuburbs, urgent, rest)).toBe('');
    // Not every customer has a tier.
    const tiers = { ...rest, when: { tier: ['key', 'major', 'ordinary', 'potential'] } };
    expect(targets(tiers, rest)).toBe('');
  });
});

describe('warnings', () => {
  const warnings = (...list: string[]) => findings(textOfClock({ warnings: list }));

  it.each([
    ['0%', '0% must be from 1% to 99%'],
    ['100%', '100% must be from 1% to 99%'],
    ['12.5%', 'must be a whole number of per cent'],
    ['-5%', 'must be a whole number of per cent'],
    ['soon', 'is no business time'],
    ['P1D', 'does not say what a day is'],
    ['PT0S', 'must be longer than nothing'],
  ])('%s: %s', (label, words) => {
    expect(warnings(label)).toContain(words);
  });

  it('come once each, however they are written', () => {
    expect(warnings('50%', '80%', '50%')).toContain('warnings.2 50% warns when 50% does already');
    expect(warnings('PT1H', 'PT60M')).toContain('warnings.1 PT60M warns when PT1H does already');
    expect(warnings('80%', '080%')).toContain('080% warns when 80% does already');
  });

  it('are read as parts of the target and as business time before it is due', () => {
    expect(read(textOfClock({ warnings: ['1%', '99%', 'PT1H'] })).clocks[0]?.warnings).toEqual([
      { label: '1%', kind: 'fraction', fraction: 0.01 },
      { label: '99%', kind: 'fraction', fraction: 0.99 },
      { label: 'PT1H', kind: 'before', businessMs: 3_600_000 },
    ]);
  });
});

describe('calendars, names and times', () => {
  it('refuses calendars that nobody knows, wherever they stand', () => {
    expect(findings(policyText({ calendar: 'moon' }))).toContain(
      'calendar is no calendar: moon; known: office, always',
    );
    expect(findings(textOfClock({ calendar: 'moon' }))).toContain('clocks.arrival.calendar is no');
    expect(findings(textOfClock({ targets: [{ none: true, calendar: 'moon' }] }))).toContain(
      'clocks.arrival.targets.0.calendar is no calendar',
    );
  });

  it.each(['firstAnswer', 'first_answer', 'first--answer', '1st', ''])('the clock %j', (name) => {
    const text = textOfClock({}).replace('"arrival"', `"${name}"`);
    expect(findings(text)).toContain('must be named in kebab case');
  });

  it.each(['2020-01-01', '2020-01-01T00:00:00', '2020-02-30T00:00:00Z', 'always'])(
    'effective from %s',
    (effectiveFrom) => {
      expect(findings(policyText({ effectiveFrom }))).toContain(
        'must be an instant with its offset',
      );
    },
  );
});
