import type { LimitedTurns, RandomSource } from '@gongdan/core';
import type { Pause } from '@gongdan/event-feed';
import type { EventStore } from '@gongdan/event-store';
import type { Pool } from 'pg';
import type { Sender } from '../delivery/sender.js';
import type { DisabledReason } from '../domain/webhook.js';
import type { SecretStore } from '../store/secret-store.js';
import type { WebhookSettings } from './webhook-settings.js';

export interface WorkerParts {
  readonly store: EventStore;
  readonly pool: Pool;
  /** The pool is others’, too: no more of its connections at once than there are turns. */
  readonly turns: LimitedTurns;
  readonly secrets: SecretStore;
  readonly sender: Pick<Sender, 'send'>;
  readonly settings: WebhookSettings;
  readonly random: RandomSource;
  readonly pause: Pause;
  /** Told what an operator should hear of; must not throw. */
  readonly note: (line: string) => void;
  readonly onDisabled: (webhookId: string, url: string, reason: DisabledReason) => void;
}
