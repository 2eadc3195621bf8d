import { createCipheriv, createDecipheriv, randomBytes, type KeyObject } from 'node:crypto';
import { GongdanError } from '@gongdan/core';

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** AES-256-GCM: iv ‖ tag ‖ ciphertext. `place`: where the bytes belong; they open nowhere else. */
export function sealBytes(bytes: Buffer, key: KeyObject, place: string): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(place));
  const ciphertext = Buffer.concat([cipher.update(bytes), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), ciphertext]);
}

/** Throws `ATTACHMENT.DAMAGED` (bug) where the bytes are not what was sealed in that place. */
export function unsealBytes(sealed: Buffer, key: KeyObject, place: string): Buffer {
  const decipher = createDecipheriv(ALGORITHM, key, sealed.subarray(0, IV_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(Buffer.from(place));
  decipher.setAuthTag(sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  try {
    return Buffer.concat([
      decipher.update(sealed.subarray(IV_BYTES + TAG_BYTES)),
      decipher.final(),
    ]);
  } catch (cause) {
    throw new GongdanError(
      {
        code: 'ATTACHMENT.DAMAGED',
        category: 'bug',
        message: `The stored bytes of ${place} are not what was sealed.`,
      },
      { cause },
    );
  }
}
