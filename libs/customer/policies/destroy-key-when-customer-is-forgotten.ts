import type { RecordedEvent } from '@gongdan/core';
import type { Policy } from '@gongdan/event-feed';
import type { KeyVault } from '@gongdan/event-store';

/**
 * A customer who was recorded as forgotten is forgotten: also where the engine died between the record
 * and the destruction of the key, and where older keys were restored from a copy and the log is read
 * again. Destroying a key that is gone changes nothing.
 */
export class DestroyKeyWhenCustomerIsForgotten implements Policy {
  readonly name = 'destroy-key-when-customer-is-forgotten';
  readonly types = ['CustomerForgotten'];

  constructor(private readonly vault: Pick<KeyVault, 'destroy'>) {}

  async react(forgotten: RecordedEvent): Promise<void> {
    await this.vault.destroy(String(forgotten.data['customerId']));
  }
}
