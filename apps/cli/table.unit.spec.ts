import { describe, expect, it } from '@jest/globals';
import { table } from './table.js';

describe('table', () => {
  it('aligns what takes two columns of a terminal, one, or none', () => {
    const rows = [
      ['clerk', '王芳', 7],
      ['the customer’s', '𠮷野', 10],
      ['e\u0301tienne', '🛠️ Ko', 200],
    ] as const;
    expect(table(['user name', 'name', 'count'], rows).split('\n')).toEqual([
      'user name       name   count',
      'clerk           王芳       7',
      'the customer’s  𠮷野      10',
      'e\u0301tienne         🛠️ Ko    200',
    ]);
  });
});
