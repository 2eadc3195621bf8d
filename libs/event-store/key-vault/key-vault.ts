import type { KeyObject } from 'node:crypto';
import { GongdanError, messageOf } from '@gongdan/core';

/** Length of a customer’s key: AES-256. */
export const KEY_BYTES = 32;

/**
 * Keeps one secret key per customer, under which the personal members of that customer’s events are
 * sealed. The contract, which `key-vault.unit.spec.ts` holds every adapter to:
 *
 * 1. **One key**: whoever asks, in whatever process and how many at once, gets the same key.
 * 2. **Durable before used**: `keyFor` answers once the key would survive the loss of power; what is
 *    sealed under a key that could vanish would be lost.
 * 3. **Destroyed for good**: after `destroy` nobody gets the key again, other processes after at most
 *    DESTRUCTION_SEEN_WITHIN_MS. It leaves a tombstone: the customer never gets a new key.
 *    `destroy` may be repeated, and may come before there is a key.
 * 4. **Apart from the data**: keys never lie in the same backup as the log. Whoever restores an older
 *    copy of the keys destroys those of all customers forgotten since (they stand in the log).
 *
 * Keys are opaque: they do not print, serialise or change. Failures are thrown as GongdanError:
 * `KEY_VAULT.UNAVAILABLE` (transient) and `KEY_VAULT.DAMAGED` (bug).
 */
export interface KeyVault {
  /** The customer’s key, made where there is none. Throws `CUSTOMER.FORGOTTEN` (rejected). */
  keyFor(customerId: string): Promise<KeyObject>;
  /** The customer’s key; undefined where there is none or it was destroyed. Never makes one. */
  existingKey(customerId: string): Promise<KeyObject | undefined>;
  destroy(customerId: string): Promise<void>;
  isDestroyed(customerId: string): Promise<boolean>;
}

/** How long another process may still use a key that was destroyed. */
export const DESTRUCTION_SEEN_WITHIN_MS = 1_000;

export const customerForgotten = (customerId: string): GongdanError =>
  new GongdanError({
    code: 'CUSTOMER.FORGOTTEN',
    category: 'rejected',
    message: `Customer ${customerId} was forgotten: no personal data can be recorded any more.`,
    hint: 'Leave the personal members out, or say [forgotten] where one is needed; or register the customer anew under a new id.',
  });

export const vaultDamaged = (path: string, words: string): GongdanError =>
  new GongdanError({
    code: 'KEY_VAULT.DAMAGED',
    category: 'bug',
    message: `${path} ${words}.`,
    hint: 'Restore the file from the key vault’s own backup.',
  });

export const vaultUnavailable = (cause: unknown): GongdanError =>
  new GongdanError(
    {
      code: 'KEY_VAULT.UNAVAILABLE',
      category: 'transient',
      message: `The key vault cannot be used now: ${messageOf(cause)}`,
      hint: 'Check that its folder is mounted, writable and not full.',
    },
    { cause },
  );

/** Keys made anew would mix with the old ones once those are brought back. */
export const vaultLost = (folder: string, events: number): GongdanError =>
  new GongdanError({
    code: 'KEY_VAULT.LOST',
    category: 'invalid',
    message: `The log has ${events} event(s), but the folder of the keys that their personal data is sealed under, ${folder}, is not there.`,
    hint: 'Is DATA_DIR the right one? Else restore the folder from its backup. Only if the keys are lost for good: make it anew, empty, and remove log-head.json beside it, which was signed with one of them; what is sealed then reads [unreadable].',
  });
