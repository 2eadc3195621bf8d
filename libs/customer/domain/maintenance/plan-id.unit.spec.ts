import { describe, expect, it } from '@jest/globals';
import { contractOfPlan, planIdOf } from './plan-id.js';

describe('the id of a plan', () => {
  it.each(['k1', '0198c2f0-0000-7000-8000-000000000001', 'k.1'])(
    'leads to its contract: %s',
    (id) => {
      expect(contractOfPlan(planIdOf(id, 1))).toBe(id);
      expect(contractOfPlan(planIdOf(id, 50))).toBe(id);
    },
  );

  it.each(['k1', '', '.1', 'k1.', 'k1.0', 'k1.01', 'k1.x', 'k1.1x', 'k1.x1', 'k1.-1'])(
    '%p is none',
    (text) => {
      expect(contractOfPlan(text)).toBeUndefined();
    },
  );
});
