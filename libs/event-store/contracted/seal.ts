import { createCipheriv, createDecipheriv, randomBytes, type KeyObject } from 'node:crypto';

/** How a sealed text begins. Version 1: AES-256-GCM, `base64url(iv ‖ tag ‖ ciphertext)`. */
export const SEALED_PREFIX = 'sealed:v1:';

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Where a sealed text belongs; it opens nowhere else, so that none can be moved to another place. */
export const sealPlace = (eventId: string, pointer: string): Buffer =>
  Buffer.from(`${eventId}${pointer}`);

/** Initialisation vectors drawn at once: drawing each by itself took as long as enciphering does. */
const IVS_DRAWN_AT_ONCE = 256;

/** A source of initialisation vectors, each used once. */
export function initialisationVectors(): () => Buffer {
  let drawn: Buffer = Buffer.alloc(0);
  let used = 0;
  return () => {
    if (used === drawn.length) {
      drawn = randomBytes(IVS_DRAWN_AT_ONCE * IV_BYTES);
      used = 0;
    }
    used += IV_BYTES;
    return drawn.subarray(used - IV_BYTES, used);
  };
}

/** `text` must be well-formed Unicode: lone surrogates would not survive. */
export function seal(text: string, key: KeyObject, place: Buffer, nextIv: () => Buffer): string {
  const iv = nextIv();
  const cipher = createCipheriv(ALGORITHM, key, iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(place);
  const ciphertext = cipher.update(text, 'utf8');
  cipher.final();
  const sealed = Buffer.concat([iv, cipher.getAuthTag(), ciphertext]);
  return SEALED_PREFIX + sealed.toString('base64url');
}

/** The text; undefined where it was damaged, moved, or sealed under another key. */
export function unseal(sealed: string, key: KeyObject, place: Buffer): string | undefined {
  const bytes = Buffer.from(sealed.slice(SEALED_PREFIX.length), 'base64url');
  if (bytes.length < IV_BYTES + TAG_BYTES) return undefined;
  const iv = bytes.subarray(0, IV_BYTES);
  const decipher = createDecipheriv(ALGORITHM, key, iv, { authTagLength: TAG_BYTES });
  decipher.setAAD(place);
  decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  try {
    const text = decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES));
    decipher.final();
    return text.toString('utf8');
  } catch {
    return undefined;
  }
}
