import { createSecretKey, randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { initialisationVectors, seal, SEALED_PREFIX, sealPlace, unseal } from './seal.js';

const key = createSecretKey(randomBytes(32));
const nextIv = initialisationVectors();
const place = sealPlace('0198c2f0-0000-7000-8000-000000000001', '/contact/name');

describe('a seal', () => {
  it.each([
    '',
    'a',
    '客户一',
    '👩‍👩‍👧',
    'e\u0301 é',
    '\u202eevil',
    `${SEALED_PREFIX}AAAA`,
    'x'.repeat(30_000),
  ])('keeps %p to itself and gives it back', (text) => {
    const sealed = seal(text, key, place, nextIv);
    expect(sealed.startsWith(SEALED_PREFIX)).toBe(true);
    if (text.length > 3) expect(sealed).not.toContain(text);
    expect(unseal(sealed, key, place)).toBe(text);
  });

  it('gives any well-formed text back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(unseal(seal(text, key, place, nextIv), key, place)).toBe(text);
      }),
    );
  });

  it('looks different every time', () => {
    expect(seal('a', key, place, nextIv)).not.toBe(seal('a', key, place, nextIv));
  });

  it('never draws an initialisation vector twice', () => {
    const drawn = Array.from({ length: 2_000 }, () => nextIv().toString('hex'));
    expect(new Set(drawn).size).toBe(drawn.length);
    expect(drawn.every((iv) => iv.length === 24)).toBe(true);
  });

  it('opens with no other key and in no other place', () => {
    const sealed = seal('Customer One', key, place, nextIv);
    expect(unseal(sealed, createSecretKey(randomBytes(32)), place)).toBeUndefined();
    const elsewhere = sealPlace('0198c2f0-0000-7000-8000-000000000001', '/contact/phone');
    expect(unseal(sealed, key, elsewhere)).toBeUndefined();
  });

  it('opens no more once any byte was changed, cut or added', () => {
    const sealed = seal('Customer One', key, place, nextIv);
    const bytes = Buffer.from(sealed.slice(SEALED_PREFIX.length), 'base64url');
    const opened = (damaged: Buffer) =>
      unseal(SEALED_PREFIX + damaged.toString('base64url'), key, place);
    for (let index = 0; index < bytes.length; index++) {
      const damaged = Buffer.from(bytes);
      damaged[index] = (damaged[index] ?? 0) ^ 1;
      expect(opened(damaged)).toBeUndefined();
      expect(opened(bytes.subarray(0, index))).toBeUndefined();
    }
    expect(opened(Buffer.concat([bytes, Buffer.from([0])]))).toBeUndefined();
    expect(opened(bytes)).toBe('Customer One');
  });
});
