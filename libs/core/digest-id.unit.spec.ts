import { describe, expect, it } from '@jest/globals';
import { digestId } from './digest-id.js';

describe('digestId', () => {
  it('gives the ids that stand in logs already', () => {
    expect(digestId('e1', 'email', 'a')).toBe('1a3ab619-8072-882f-8930-741d4a04e586');
    expect(digestId('p1', 1, 1)).toBe('5442fd03-818b-8f77-81ad-ac4be81dcbc6');
  });

  it('tells every part and its place apart', () => {
    const ids = [digestId('p1', 1, 2), digestId('p1', 2, 1), digestId('p2', 1, 2), digestId('p1')];
    expect(new Set(ids).size).toBe(ids.length);
  });
});
