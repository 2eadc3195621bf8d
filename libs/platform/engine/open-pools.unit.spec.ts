import { describe, expect, it } from '@jest/globals';
import { connectionLost } from './open-pools.js';

describe('connections of several pools that are lost together', () => {
  it('are told of in one line for each pool, in whatever turn they say so', () => {
    const said: string[] = [];
    const note = (line: string) => void said.push(line);
    const pools = ['queries', 'work', 'accounts'].map((name) => connectionLost(name, note));
    for (let connection = 0; connection < 12; connection++) {
      for (const lost of pools) lost(new Error('the server goes'));
    }
    expect(said).toEqual([
      'A database connection (queries) was lost: the server goes',
      'A database connection (work) was lost: the server goes',
      'A database connection (accounts) was lost: the server goes',
    ]);
  });
});
