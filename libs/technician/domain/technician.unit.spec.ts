import { describe, expect, it } from '@jest/globals';
import { specify } from '@gongdan/core';
import type { TechnicianEvent } from '@gongdan/contracts';
import { technicianDecider } from './technician.js';

const spec = specify(technicianDecider);
const engaged: TechnicianEvent = {
  type: 'TechnicianEngaged',
  data: { technicianId: 'f1', name: 'Technician One', region: 'urban', skills: ['heating'] },
};
const released: TechnicianEvent = { type: 'TechnicianReleased', data: {} };

describe('engaging a technician', () => {
  const command = { type: 'EngageTechnician', technician: engaged.data } as const;

  it('is recorded once', () => {
    expect(spec.given().when(command).events()).toEqual([engaged]);
    expect(spec.given(engaged).when(command).refusal()).toBe('TECHNICIAN.ALREADY_ENGAGED');
    expect(spec.given(engaged, released).when(command).refusal()).toBe(
      'TECHNICIAN.ALREADY_ENGAGED',
    );
  });
});

describe('amending a technician', () => {
  const amend = (changes: { region?: string; skills?: string[]; name?: string }) =>
    ({ type: 'AmendTechnician', changes }) as const;

  it('records only what differs', () => {
    const command = amend({ region: 'urban', skills: ['heating', 'cooling'] });
    expect(spec.given(engaged).when(command).events()).toEqual([
      { type: 'TechnicianAmended', data: { skills: ['heating', 'cooling'] } },
    ]);
    expect(
      spec
        .given(engaged)
        .when(amend({ skills: ['heating'] }))
        .events(),
    ).toEqual([]);
  });

  it('compares with what an earlier amendment said', () => {
    const amended: TechnicianEvent = { type: 'TechnicianAmended', data: { region: 'suburban' } };
    const given = spec.given(engaged, amended);
    expect(given.when(amend({ region: 'suburban' })).events()).toEqual([]);
    expect(given.when(amend({ region: 'urban' })).events()).toHaveLength(1);
  });

  it.each([
    ['an empty request', [engaged], {}, 'TECHNICIAN.NOTHING_TO_AMEND'],
    ['an unknown technician', [], { region: 'urban' }, 'TECHNICIAN.NOT_FOUND'],
    ['one who left', [engaged, released], { region: 'suburban' }, 'TECHNICIAN.RELEASED'],
  ])('refuses %s', (_case, past, changes, code) => {
    expect(
      spec
        .given(...past)
        .when(amend(changes))
        .refusal(),
    ).toBe(code);
  });
});

describe('releasing a technician', () => {
  it('is recorded once, with its reason where there is one', () => {
    expect(
      spec.given(engaged).when({ type: 'ReleaseTechnician', reason: 'Retired' }).events(),
    ).toEqual([{ type: 'TechnicianReleased', data: { reason: 'Retired' } }]);
    expect(spec.given(engaged).when({ type: 'ReleaseTechnician' }).events()).toEqual([released]);
    expect(spec.given(engaged, released).when({ type: 'ReleaseTechnician' }).events()).toEqual([]);
  });

  it('refuses an unknown technician', () => {
    expect(spec.given().when({ type: 'ReleaseTechnician' }).refusal()).toBe('TECHNICIAN.NOT_FOUND');
  });
});
