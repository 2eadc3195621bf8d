import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { customerForgotten, KEY_BYTES, type KeyVault } from './key-vault.js';

/** The key vault of unit tests and simulations: its keys end with the process. */
export class InMemoryKeyVault implements KeyVault {
  private readonly keys = new Map<string, KeyObject | 'destroyed'>();

  async keyFor(customerId: string): Promise<KeyObject> {
    const known = this.keys.get(customerId);
    if (known === 'destroyed') throw customerForgotten(customerId);
    if (known) return known;
    const key = createSecretKey(randomBytes(KEY_BYTES));
    this.keys.set(customerId, key);
    return key;
  }

  async existingKey(customerId: string): Promise<KeyObject | undefined> {
    const known = this.keys.get(customerId);
    return known === 'destroyed' ? undefined : known;
  }

  async destroy(customerId: string): Promise<void> {
    this.keys.set(customerId, 'destroyed');
  }

  async isDestroyed(customerId: string): Promise<boolean> {
    return this.keys.get(customerId) === 'destroyed';
  }
}
