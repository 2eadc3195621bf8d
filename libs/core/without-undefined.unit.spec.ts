import { describe, expect, it } from '@jest/globals';
import { withoutUndefined } from './without-undefined.js';

describe('withoutUndefined', () => {
  it('keeps falsy values and leaves out what was not given', () => {
    const plain = withoutUndefined({ a: 0, b: undefined, c: '', d: null, e: false });
    expect(Object.keys(plain)).toEqual(['a', 'c', 'd', 'e']);
  });

  it('makes a plain object of an instance', () => {
    class Body {
      name = 'Customer One';
    }
    expect(Object.getPrototypeOf(withoutUndefined(new Body()))).toBe(Object.prototype);
  });
});
