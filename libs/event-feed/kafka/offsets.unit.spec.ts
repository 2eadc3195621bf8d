import { describe, expect, it } from '@jest/globals';
import { allBehind, firstBehind, isNowhere, offsetOf, ofTopicsIn, withNewer } from './offsets.js';

const offsets = { tickets: { 0: 5, 1: 7 }, invoices: { 0: 1 } };
const at = (topic: string, partition: number): number => offsetOf(offsets, topic, partition);

describe('offsets', () => {
  it('are 0 where nothing is known of a partition', () => {
    expect([at('tickets', 1), at('tickets', 2), at('surveys', 0)]).toEqual([7, 0, 0]);
  });

  it('are replaced by newer ones, partition by partition', () => {
    const newer = { tickets: { 1: 9, 2: 3 }, surveys: { 0: 2 } };
    expect(withNewer(offsets, newer)).toEqual({
      tickets: { 0: 5, 1: 9, 2: 3 },
      invoices: { 0: 1 },
      surveys: { 0: 2 },
    });
    expect(offsets.tickets).toEqual({ 0: 5, 1: 7 });
  });

  it('are reached when every partition is there', () => {
    expect(firstBehind(at, {})).toBeUndefined();
    expect(firstBehind(at, offsets)).toBeUndefined();
    expect(firstBehind(at, { tickets: { 1: 8 } })).toEqual({ topic: 'tickets', partition: 1 });
    expect(firstBehind(at, { surveys: { 2: 1 } })).toEqual({ topic: 'surveys', partition: 2 });
    expect(firstBehind(at, { surveys: { 2: 0 } })).toBeUndefined();
  });

  it('are told of every partition that is not there', () => {
    const wanted = { tickets: { 0: 5, 1: 8 }, invoices: { 0: 1 }, surveys: { 2: 1 } };
    expect(allBehind(at, wanted)).toEqual({ tickets: { 1: 8 }, surveys: { 2: 1 } });
    expect(isNowhere(allBehind(at, wanted))).toBe(false);
    expect(isNowhere(allBehind(at, offsets))).toBe(true);
  });

  it('can be had of some topics only', () => {
    expect(ofTopicsIn(offsets, ['invoices', 'surveys'])).toEqual({ invoices: { 0: 1 } });
  });
});
