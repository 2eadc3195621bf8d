import { createSecretKey, randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { SecretBox } from './secret-box.js';

const boxOf = () => new SecretBox(createSecretKey(randomBytes(32)));

describe('a sealed secret', () => {
  const box = boxOf();
  const sealed = box.seal('whsec_abc', 'webhook-1');

  it('opens with its key for its webhook', () => {
    expect(box.open(sealed, 'webhook-1')).toBe('whsec_abc');
    expect(sealed.includes('whsec')).toBe(false);
    expect(box.seal('whsec_abc', 'webhook-1').equals(sealed)).toBe(false);
  });

  it('does not open with another key, for another webhook, or damaged', () => {
    expect(boxOf().open(sealed, 'webhook-1')).toBeUndefined();
    expect(box.open(sealed, 'webhook-2')).toBeUndefined();
    for (let place = 0; place < sealed.length; place++) {
      const damaged = Buffer.from(sealed);
      damaged[place] = (damaged[place] ?? 0) ^ 1;
      expect(box.open(damaged, 'webhook-1')).toBeUndefined();
    }
    expect(box.open(sealed.subarray(0, 27), 'webhook-1')).toBeUndefined();
    expect(box.open(Buffer.alloc(0), 'webhook-1')).toBeUndefined();
  });
});
