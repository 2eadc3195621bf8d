import { createCipheriv, createDecipheriv, randomBytes, type KeyObject } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Seals the secrets of webhooks under a key that lies outside the database: who steals a copy of the
 * database can sign nothing. A secret opens for its own webhook only.
 */
export class SecretBox {
  constructor(private readonly key: KeyObject) {}

  /** `iv ‖ tag ‖ ciphertext`. */
  seal(secret: string, webhookId: string): Buffer {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.key, iv, { authTagLength: TAG_BYTES });
    cipher.setAAD(Buffer.from(webhookId));
    const ciphertext = cipher.update(secret, 'utf8');
    cipher.final();
    return Buffer.concat([iv, cipher.getAuthTag(), ciphertext]);
  }

  /** Undefined where it was sealed under another key, for another webhook, or is damaged. */
  open(sealed: Buffer, webhookId: string): string | undefined {
    if (sealed.length < IV_BYTES + TAG_BYTES) return undefined;
    const iv = sealed.subarray(0, IV_BYTES);
    const decipher = createDecipheriv(ALGORITHM, this.key, iv, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(webhookId));
    decipher.setAuthTag(sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    try {
      const secret = decipher.update(sealed.subarray(IV_BYTES + TAG_BYTES));
      decipher.final();
      return secret.toString('utf8');
    } catch {
      return undefined;
    }
  }
}
