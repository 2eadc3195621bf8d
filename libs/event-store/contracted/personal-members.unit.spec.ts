import { describe, expect, it } from '@jest/globals';
import { mapPersonalTexts, personalMembers, somePersonalText } from './personal-members.js';

const members = personalMembers([
  '/name',
  '/contact/name',
  '/guests/*/name',
  '/notes/*',
  '/a~1b/c~0d',
]);

const changed = (data: Record<string, unknown>) => {
  const pointers: string[] = [];
  const mapped = mapPersonalTexts(members ?? new Map(), data, (text, pointer) => {
    pointers.push(pointer);
    return `<${text}>`;
  });
  return { mapped, pointers };
};

describe('personal members', () => {
  it('are changed wherever a pointer leads, also through lists, and nowhere else', () => {
    const { mapped, pointers } = changed({
      name: 'a',
      contact: { name: 'b', region: 'north' },
      guests: [{ name: 'c', age: 3 }, { age: 4 }, { name: 'd' }],
      notes: ['e', 'f'],
      'a/b': { 'c~d': 'g' },
      title: 'h',
    });
    expect(mapped).toEqual({
      name: '<a>',
      contact: { name: '<b>', region: 'north' },
      guests: [{ name: '<c>', age: 3 }, { age: 4 }, { name: '<d>' }],
      notes: ['<e>', '<f>'],
      'a/b': { 'c~d': '<g>' },
      title: 'h',
    });
    expect(pointers).toEqual([
      '/name',
      '/contact/name',
      '/guests/0/name',
      '/guests/2/name',
      '/notes/0',
      '/notes/1',
      '/a~1b/c~0d',
    ]);
  });

  it('leave what is absent or no text as it is, as the same object', () => {
    const data = { name: null, contact: 'none', guests: { name: 'x' }, notes: [1, null] };
    const { mapped, pointers } = changed(data);
    expect(mapped).toEqual(data);
    expect(pointers).toEqual([]);
    const plain = { title: 'h', contact: { region: 'north' } };
    expect(changed(plain).mapped).toBe(plain);
  });

  it('never touch their input', () => {
    const data = Object.freeze({
      contact: Object.freeze({ name: 'b' }),
      notes: Object.freeze(['e']),
    });
    expect(changed(data).mapped).toEqual({ contact: { name: '<b>' }, notes: ['<e>'] });
    expect(data).toEqual({ contact: { name: 'b' }, notes: ['e'] });
  });

  it('can be asked for a text', () => {
    const some = (data: unknown) =>
      somePersonalText(members ?? new Map(), data, (text) => text === 'wanted');
    expect(some({ guests: [{ name: 'x' }, { name: 'wanted' }] })).toBe(true);
    expect(some({ notes: ['wanted'] })).toBe(true);
    expect(some({ contact: { name: 'wanted' } })).toBe(true);
    expect(some({ title: 'wanted', guests: ['wanted'], notes: [['wanted']] })).toBe(false);
    expect(personalMembers([])).toBeUndefined();
  });
});
