import { describe, expect, it } from '@jest/globals';
import { GongdanError } from '@gongdan/core';
import { Places } from './places.js';

const refusal = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    return error instanceof GongdanError ? error.code : error;
  }
  return undefined;
};

describe('places', () => {
  it('are so many for an account and so many for all, and free again when given back', () => {
    const places = new Places({ what: 'streams', max: 3, ofAccountMax: 2 });
    const [first, second] = [places.take('one'), places.take('one')];
    expect(refusal(() => places.take('one'))).toBe('SUBSCRIPTION.ACCOUNT_FULL');
    const third = places.take('two');
    expect(refusal(() => places.take('two'))).toBe('SUBSCRIPTION.PROCESS_FULL');
    expect(places.takenNow).toBe(3);
    first();
    places.take('two');
    expect(refusal(() => places.take('two'))).toBe('SUBSCRIPTION.ACCOUNT_FULL');
    expect(refusal(() => places.take('one'))).toBe('SUBSCRIPTION.PROCESS_FULL');
    second();
    third();
    expect(places.takenNow).toBe(1);
    places.take('one');
    places.take('one');
    expect(places.takenNow).toBe(3);
  });
});
