import { GongdanError } from '@gongdan/core';
import { inTransaction } from '@gongdan/event-feed';
import { keyReused, type Idempotency } from '@gongdan/event-store';
import type { ClientBase, Pool } from 'pg';
import { WEBHOOKS_MAX, WEBHOOKS_OF_OWNER_MAX, type WebhookWishes } from '../domain/webhook.js';
import { noteChange } from './change-log.js';
import type { SecretStore } from './secret-store.js';

/** Makers of webhooks wait for one another, so that their number is exact. */
const CREATION_LOCK = 7_403_005;

export interface NewWebhook extends WebhookWishes {
  readonly id: string;
  readonly owner: string | null;
  /** Where it begins: after this position. */
  readonly after: number;
  readonly actor: string;
  readonly idempotency?: Idempotency;
}

export interface MadeWebhook {
  readonly id: string;
  /** Undefined: made by an earlier request with the same key, and replaced since. */
  readonly secret: string | undefined;
}

/**
 * Makes a webhook with a secret. The same key again answers what the first time did. Throws
 * `WEBHOOK.TOO_MANY`, `COMMAND.KEY_REUSED`.
 */
export function createWebhook(
  pool: Pool,
  secrets: SecretStore,
  webhook: NewWebhook,
): Promise<MadeWebhook> {
  return inTransaction(pool, 'BEGIN', async (client) => {
    await client.query('SELECT pg_advisory_xact_lock($1)', [CREATION_LOCK]);
    const made = await madeBefore(client, secrets, webhook);
    if (made !== undefined) return made;
    await refuseTooMany(client, webhook.owner);
    await insert(client, webhook);
    const { id, actor, url, personal, filter, after } = webhook;
    const secret = await secrets.add(client, id);
    const details = { url, personal, ...filter, after };
    await noteChange(client, id, { actor, change: 'created', details });
    return { id, secret };
  });
}

/** What the same key made before. Throws `COMMAND.KEY_REUSED`. */
export async function madeBefore(
  client: Pick<ClientBase, 'query'>,
  secrets: SecretStore,
  { idempotency }: Pick<NewWebhook, 'idempotency'>,
): Promise<MadeWebhook | undefined> {
  if (idempotency === undefined) return undefined;
  const { rows } = await client.query<{ id: string; creation_fingerprint: string }>(
    'SELECT id, creation_fingerprint FROM gongdan.webhook WHERE creation_key = $1',
    [idempotency.key],
  );
  const [made] = rows;
  if (made === undefined) return undefined;
  if (made.creation_fingerprint !== idempotency.fingerprint) throw new GongdanError(keyReused());
  return { id: made.id, secret: await secrets.first(client, made.id) };
}

async function insert(client: ClientBase, webhook: NewWebhook): Promise<void> {
  const { filter, idempotency } = webhook;
  await client.query(
    `INSERT INTO gongdan.webhook (id, url, description, types, stream, personal, owner, position,
                                  created_by, creation_key, creation_fingerprint)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      webhook.id,
      webhook.url,
      webhook.description,
      filter.types ?? null,
      filter.stream ?? null,
      webhook.personal,
      webhook.owner,
      webhook.after,
      webhook.actor,
      idempotency?.key ?? null,
      idempotency?.fingerprint ?? null,
    ],
  );
}

async function refuseTooMany(client: ClientBase, owner: string | null): Promise<void> {
  const { rows } = await client.query<{ all: string; own: string }>(
    `SELECT count(*) AS all, count(*) FILTER (WHERE owner = $1) AS own FROM gongdan.webhook`,
    [owner],
  );
  const [count] = rows;
  if (owner !== null && Number(count?.own) >= WEBHOOKS_OF_OWNER_MAX) {
    throw tooMany(WEBHOOKS_OF_OWNER_MAX, 'one account');
  }
  if (Number(count?.all) >= WEBHOOKS_MAX) {
    throw tooMany(WEBHOOKS_MAX, 'the engine');
  }
}

const tooMany = (most: number, whose: string): GongdanError =>
  new GongdanError({
    code: 'WEBHOOK.TOO_MANY',
    category: 'rejected',
    message: `${most} webhooks are the most that ${whose} may have.`,
    hint: 'Remove one that is not needed any more, or let one take more types.',
  });
