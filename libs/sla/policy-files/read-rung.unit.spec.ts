import { describe, expect, it } from '@jest/globals';
import { complaintText, findings, policyText, read, textOfClock } from './testing/policy-text.js';

const whom = { notify: ['dispatcher'], by: ['in-app'] } as const;
const rung = (parts: object) => textOfClock({ escalations: [{ ...whom, ...parts }] });
const ladder = (text: string) => read(text).clocks[0]?.escalations;

describe('a rung', () => {
  it.each([
    ['80%', { kind: 'fraction', fraction: 0.8 }],
    ['PT1H', { kind: 'before', businessMs: 3_600_000 }],
    ['breach', { kind: 'after', businessMs: 0 }],
    ['breach+PT4H30M', { kind: 'after', businessMs: 16_200_000 }],
  ])('at %s', (when, moment) => {
    expect(ladder(rung({ when }))).toEqual([{ rung: when, when: moment, ...whom }]);
  });

  it('that only climbs tells nobody', () => {
    const text = textOfClock({ escalations: [{ when: 'breach', to: 'executive' }] });
    expect(ladder(text)).toMatchObject([{ to: 'executive', notify: [], by: [] }]);
  });

  it.each([
    ['when: a word', { when: 'soon' }, 'escalations.0.when is wrong'],
    ['when: nothing', {}, "must have required property 'when'"],
    ['100%', { when: '100%' }, '100% must be from 1% to 99%'],
    ['breach and no time', { when: 'breach+' }, 'escalations.0.when is wrong'],
    ['breach at once', { when: 'breach+PT0S' }, 'must be longer than nothing'],
    ['a day', { when: 'breach+P1D' }, 'escalations.0.when is wrong'],
    ['too late', { when: 'breach+PT10001H' }, 'must be at most PT10000H'],
    ['the lowest level', { when: 'breach', to: 'handler' }, 'dispatch-manager, executive'],
    ['climbing before the breach', { when: '80%', to: 'executive' }, 'needs breach or later'],
    ['an unknown person', { when: 'breach', notify: ['clerk'] }, 'technician, owner, dispatcher'],
    ['an unknown way', { when: 'breach', by: ['pigeon'] }, 'in-app, email, webhook'],
    ['nobody, by mail', { when: 'breach', notify: [] }, 'notify and by belong together'],
    ['somebody, in no way', { when: 'breach', by: undefined }, 'notify and by belong together'],
    ['nothing', { when: 'breach', notify: undefined, by: undefined }, 'does nothing: give it to'],
    [
      'the owner of a ticket',
      { when: 'breach', notify: ['owner'] },
      'there is no owner of a ticket',
    ],
  ])('that is refused: %s', (_, parts, words) => {
    expect(findings(rung(parts))).toContain(words);
  });

  it('of complaints knows owners and no technicians', () => {
    const text = (recipient: string) =>
      complaintText({ escalations: [{ when: 'breach', notify: [recipient], by: ['email'] }] });
    expect(findings(text('owner'))).toBe('');
    expect(findings(text('technician'))).toContain('there is no technician of a complaint');
  });
});

describe('a ladder', () => {
  it('refuses one moment twice', () => {
    const escalations = [
      { when: 'breach+PT60M', ...whom },
      { when: 'breach+PT1H', ...whom },
    ];
    expect(findings(textOfClock({ escalations }))).toContain(
      'escalations.1.when breach+PT1H is the moment of breach+PT60M, too',
    );
  });

  it('of the policy holds for clocks without one of their own', () => {
    const house = [{ when: 'breach', to: 'executive' }];
    const rungs = (parts: Record<string, unknown>) =>
      read(
        policyText({ escalations: house, clocks: JSON.parse(textOfClock(parts)).clocks }),
      ).clocks[0]?.escalations.map(({ rung: name }) => name);
    expect(rungs({})).toEqual(['breach']);
    expect(rungs({ escalations: [] })).toEqual([]);
    expect(rungs({ escalations: [{ when: '80%', ...whom }] })).toEqual(['80%']);
    expect(findings(policyText({ escalations: [{ when: 'never', ...whom }] }))).toContain(
      'escalations.0.when is wrong',
    );
  });
});
