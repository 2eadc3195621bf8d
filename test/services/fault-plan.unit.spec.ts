import { describe, expect, it } from '@jest/globals';
import { SERVICES } from '@gongdan/stages';
import { FAULT_KINDS, faultPlan } from './fault-plan.js';

const kindsOf = (plan: ReturnType<typeof faultPlan>) => new Set(plan.map(({ kind }) => kind));

describe('a plan of faults', () => {
  it('is the same for the same seed, and another for another', () => {
    const options = { seed: 1, commands: 5_000, short: false };
    expect(faultPlan(options)).toEqual(faultPlan(options));
    expect(faultPlan({ ...options, seed: 2 })).not.toEqual(faultPlan(options));
  });

  it.each([1, 2, 3, 4, 5])('has every kind of fault, and kills every service (seed %i)', (seed) => {
    const short = faultPlan({ seed, commands: 350, short: true });
    expect(kindsOf(short)).toEqual(new Set(FAULT_KINDS));
    expect(short).toHaveLength(FAULT_KINDS.length);
    const long = faultPlan({ seed, commands: 5_000, short: false });
    expect(kindsOf(long)).toEqual(new Set(FAULT_KINDS));
    const killed = long
      .filter(({ kind }) => kind === 'kill-service')
      .map(({ services }) => services);
    const withConsumers = SERVICES.filter(({ consumers }) => consumers.length > 0);
    expect(new Set(killed.flat())).toEqual(new Set(withConsumers.map(({ name }) => name)));
  });

  it('has its moments in order, with traffic before the first and after the last', () => {
    for (const short of [true, false]) {
      const moments = faultPlan({ seed: 7, commands: 1_000, short }).map(({ after }) => after);
      expect(moments).toEqual(moments.toSorted((a, b) => a - b));
      expect(moments[0]).toBeGreaterThanOrEqual(100);
      expect(moments.at(-1)).toBeLessThan(950);
    }
  });
});
