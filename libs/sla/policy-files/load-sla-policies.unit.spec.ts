import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { loadSlaPolicies, readSlaPolicyText } from './load-sla-policies.js';
import { calendars, complaintText, findings, policyText, read } from './testing/policy-text.js';

const WRITTEN = `# As people write it.
id: house
version: 3
effectiveFrom: 2026-01-01T00:00:00+08:00
title: { en: House promises, zh-CN: 服务承诺 }
subject: ticket
order: 100
appliesTo: { category: [paid, free] }
calendar: office
clocks:
  arrival:
    title: { en: Arrival, zh-CN: 到达 }
    start: [{ event: TicketRegistered }]
    after: [{ stage: dispatch }]
    stop: [{ event: TechnicianArrived }, { stateClass: resolved }]
    pause: [waiting-for-customer]
    repeats: true
    onChange: pin
    onReopen: wait
    onAppointment: end-of-window
    lateReport: recorded
    warnings: [80%]
    calendar: always
    targets:
      - { when: { priority: [urgent] }, within: PT1H, calendar: office }
      - { by: 17:00, workingDays: 1 }
  resolution:
    title: { en: Resolution, zh-CN: 解决 }
    start: [{ event: TicketRegistered }]
    stop: [{ stateClass: resolved }]
    targets: [{ none: true }]
`;

describe('reading one policy', () => {
  it('says what was written', () => {
    const policy = read(WRITTEN);
    expect(policy).toMatchObject({
      id: 'house',
      version: 3,
      effectiveFrom: Date.parse('2025-12-31T16:00:00Z'),
      title: { en: 'House promises', 'zh-CN': '服务承诺' },
      subject: 'ticket',
      order: 100,
      appliesTo: { category: ['paid', 'free'] },
    });
    expect(policy.clocks[0]).toEqual({
      clock: 'arrival',
      title: { en: 'Arrival', 'zh-CN': '到达' },
      start: [{ event: 'TicketRegistered' }],
      after: [{ stage: 'dispatch' }],
      stop: [{ event: 'TechnicianArrived' }, { stateClass: 'resolved' }],
      pause: ['waiting-for-customer'],
      repeats: true,
      onChange: 'pin',
      onReopen: 'wait',
      onAppointment: 'end-of-window',
      lateReport: 'recorded',
      warnings: [{ label: '80%', kind: 'fraction', fraction: 0.8 }],
      escalations: [],
      targets: [
        {
          rule: 1,
          when: { priority: ['urgent'] },
          pledge: { kind: 'within', businessMs: 3_600_000 },
          calendar: 'office',
        },
        {
          rule: 2,
          when: {},
          pledge: { kind: 'by', workingDays: 1, timeOfDay: '17:00' },
          calendar: 'always',
        },
      ],
    });
  });

  it('fills in what was left out', () => {
    expect(read(WRITTEN).clocks[1]).toEqual({
      clock: 'resolution',
      title: { en: 'Resolution', 'zh-CN': '解决' },
      start: [{ event: 'TicketRegistered' }],
      after: [],
      stop: [{ stateClass: 'resolved' }],
      pause: [],
      repeats: false,
      onChange: 'continue',
      onReopen: 'new-cycle',
      onAppointment: 'ignore',
      lateReport: 'occurred',
      warnings: [
        { label: '50%', kind: 'fraction', fraction: 0.5 },
        { label: '80%', kind: 'fraction', fraction: 0.8 },
      ],
      escalations: [],
      targets: [{ rule: 1, when: {}, pledge: { kind: 'none' }, calendar: 'office' }],
    });
    expect(read(policyText())).toMatchObject({ effectiveFrom: -Infinity, appliesTo: {} });
  });

  it('takes JSON, on one line and indented with tabs', () => {
    const value: unknown = JSON.parse(policyText());
    expect(read(JSON.stringify(value))).toEqual(read(policyText()));
    expect(read(JSON.stringify(value, null, '\t'))).toEqual(read(policyText()));
  });

  it('names the line of everything that is wrong, beside the given name', () => {
    const text = WRITTEN.replace('PT1H', 'P1D').replace('[80%]', '[80%, 100%]');
    const wrong = findings(text.replace('TechnicianArrived', 'TechnicianCame'));
    expect(wrong.split('\n').map((line) => line.split(' ', 2).join(' '))).toEqual([
      'house.yaml:15: clocks.arrival.stop.0.event',
      'house.yaml:22: clocks.arrival.warnings.1',
      'house.yaml:25: clocks.arrival.targets.0.within',
    ]);
    expect(() => readSlaPolicyText('id: [', 'the body', calendars)).toThrow(/^the body:1: /);
    expect(() => readSlaPolicyText('', 'the body', calendars)).toThrow(/^the body:1: /);
  });
});

describe('loading a folder', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'gongdan-sla-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const load = (...texts: readonly string[]) => {
    texts.forEach((text, index) => writeFileSync(join(folder, `${index}.yaml`), text));
    return loadSlaPolicies(folder, calendars);
  };
  const wrong = (...texts: readonly string[]) => findings('', () => load(...texts));
  const later = { version: 2, effectiveFrom: '2026-01-01T00:00:00Z' };

  it('gives every version, in the order in which they are asked', () => {
    const policies = load(
      policyText(later),
      policyText(),
      policyText({ id: 'first', order: 1 }),
      complaintText({}, { id: 'complaint', order: 1 }),
    );
    expect(policies.map(({ id, version }) => `${id} ${version}`)).toEqual([
      'complaint 1',
      'first 1',
      'house 1',
      'house 2',
    ]);
  });

  it('refuses one version in two files', () => {
    expect(wrong(policyText(), policyText())).toBe(
      '1.yaml:3: version is in 0.yaml already: version 1 of house',
    );
  });

  it('refuses a version that changes its subject', () => {
    expect(wrong(policyText(), complaintText({}, later))).toContain(
      '1.yaml:8: subject must stay that of version 1 of house: ticket',
    );
  });

  it.each([
    ['at the same time', undefined, undefined, 'comes at the same time as that of version 1'],
    ['earlier', '2026-02-01T00:00:00Z', '2026-01-01T00:00:00Z', 'comes before that of version 1'],
    ['at once again', '2026-02-01T00:00:00Z', undefined, 'comes before that of version 1'],
    ['at one instant', '2026-02-01T08:00:00+08:00', '2026-02-01T00:00:00Z', 'at the same time'],
  ])('refuses a later version that is effective %s', (_, first, second, words) => {
    const found = wrong(
      policyText({ version: 2, effectiveFrom: second }),
      policyText({ effectiveFrom: first }),
    );
    expect(found).toMatch(/^0\.yaml:\d+: effectiveFrom /);
    expect(found).toContain(words);
  });

  it('refuses two policies of one subject that would be asked at the same time', () => {
    expect(wrong(policyText(), policyText({ id: 'other' }))).toContain(
      'order 100 is that of version 1 of house: which is asked first?',
    );
  });

  it('lets policies of different subjects have the same order, and versions of one', () => {
    expect(
      wrong(policyText(), policyText(later), complaintText({}, { id: 'complaint', order: 100 })),
    ).toBe('');
  });

  it('tells the faults of all files at once', () => {
    const found = wrong(policyText({ calendar: 'moon' }), policyText({ calendar: 'sun' }));
    expect(found).toMatch(/^0\.yaml:\d+: calendar .*\n1\.yaml:\d+: calendar /);
  });

  it('refuses an empty folder', () => {
    expect(wrong()).toContain('holds no *.yaml file');
  });
});
