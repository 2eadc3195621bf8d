import { describe, expect, it } from '@jest/globals';
import { plainData, sameData } from './plain-data.js';

class Body {
  name = 'a';
  remark: string | undefined = undefined;
  inner = [new Inner()];
}
class Inner {
  count = 1;
}

describe('plainData', () => {
  it('keeps the data and leaves classes and undefined members behind', () => {
    const plain = plainData(new Body());
    expect(Object.keys(plain)).toEqual(['name', 'inner']);
    expect(plain).toStrictEqual({ name: 'a', inner: [{ count: 1 }] });
  });
});

describe('sameData', () => {
  it.each([
    [{ a: 1, b: [1, 2] }, { b: [1, 2], a: 1 }, true],
    [{ a: 1, b: undefined }, { a: 1 }, true],
    [new Inner(), { count: 1 }, true],
    [null, null, true],
    [null, undefined, false],
    [null, {}, false],
    [{ a: 1 }, { a: 1, b: 2 }, false],
    [[1, 2], [2, 1], false],
    [[], {}, false],
    ['1', 1, false],
  ])('%p and %p: %p', (one, other, same) => {
    expect(sameData(one, other)).toBe(same);
    expect(sameData(other, one)).toBe(same);
  });
});
