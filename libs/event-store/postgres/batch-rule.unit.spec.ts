import { describe, expect, it } from '@jest/globals';
import { BatchRule } from './batch-rule.js';

const ruleWith = (fixedCostMs: number): BatchRule => {
  const rule = new BatchRule();
  for (let round = 0; round < 16; round++) rule.observe(10, 2.1 + fixedCostMs + (round % 4), 2);
  return rule;
};

describe('BatchRule', () => {
  it('sends a lone append at once', () => {
    expect(new BatchRule().next({ waiting: 1, inFlight: [] })).toBe(1);
  });

  it('takes everything and one batch at a time where few are outstanding', () => {
    const rule = ruleWith(0.1);
    expect(rule.next({ waiting: 8, inFlight: [] })).toBe(8);
    expect(rule.next({ waiting: 3, inFlight: [5] })).toBe(0);
  });

  it('sends halves, two at a time, where many are outstanding and a commit is quick', () => {
    const rule = ruleWith(0.1);
    expect(rule.next({ waiting: 128, inFlight: [] })).toBe(64);
    expect(rule.next({ waiting: 64, inFlight: [64] })).toBe(64);
    expect(rule.next({ waiting: 10, inFlight: [64] })).toBe(10);
    expect(rule.next({ waiting: 10, inFlight: [64, 54] })).toBe(0);
  });

  it('takes everything at once where a commit is slow', () => {
    const rule = ruleWith(1.2);
    expect(rule.next({ waiting: 32, inFlight: [] })).toBe(32);
    expect(rule.next({ waiting: 12, inFlight: [20] })).toBe(0);
    // So many that this process’s own work is longer than the commit.
    expect(rule.next({ waiting: 128, inFlight: [] })).toBe(64);
  });

  it('learns anew when the storage changes', () => {
    const rule = ruleWith(5);
    expect(rule.next({ waiting: 32, inFlight: [] })).toBe(32);
    rule.observe(32, 1.4, 1);
    expect(rule.next({ waiting: 32, inFlight: [] })).toBe(16);
    for (let round = 0; round < 16; round++) rule.observe(32, 9, 1);
    expect(rule.next({ waiting: 32, inFlight: [] })).toBe(32);
  });

  it('does not believe that a commit costs less than nothing', () => {
    const rule = ruleWith(5);
    rule.observe(32, 1, 1.2);
    expect(rule.next({ waiting: 32, inFlight: [] })).toBe(32);
  });

  it('waits with nothing to send', () => {
    expect(ruleWith(0.1).next({ waiting: 0, inFlight: [4] })).toBe(0);
  });
});
