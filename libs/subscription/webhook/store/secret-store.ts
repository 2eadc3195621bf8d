import type { ClientBase } from 'pg';
import { newSecret } from '../domain/signature.js';
import { SECRETS_MAX } from '../domain/webhook.js';
import type { SecretBox } from './secret-box.js';

/** A secret that still signs. */
export interface SigningSecret {
  /** Undefined: it cannot be opened here. */
  readonly secret: string | undefined;
  /** By the database’s clock; null: it signs until it is replaced. */
  readonly endsAtMs: number | null;
}

/** What can be signed with at a moment. */
export const signingAt = (secrets: readonly SigningSecret[], nowMs: number): readonly string[] =>
  secrets.flatMap(({ secret, endsAtMs }) =>
    secret !== undefined && (endsAtMs === null || endsAtMs > nowMs) ? [secret] : [],
  );

interface SecretRow {
  readonly sealed: Buffer;
  readonly ends_at_ms: string | null;
}

type Client = Pick<ClientBase, 'query'>;

/** The secrets of webhooks (gongdan.webhook_secret), sealed. */
export class SecretStore {
  constructor(private readonly box: SecretBox) {}

  /** Makes a secret and answers it: the only time that it is shown. */
  async add(client: Client, webhookId: string): Promise<string> {
    const secret = newSecret();
    await client.query('INSERT INTO gongdan.webhook_secret (webhook_id, sealed) VALUES ($1, $2)', [
      webhookId,
      this.box.seal(secret, webhookId),
    ]);
    return secret;
  }

  /** A new secret; those before it go on to sign for `overlapHours`, and not more than SECRETS_MAX in all. */
  async rotate(client: Client, webhookId: string, overlapHours: number): Promise<string> {
    await client.query(
      `UPDATE gongdan.webhook_secret
          SET ends_at = least(ends_at, clock_timestamp() + $2 * interval '1 hour')
        WHERE webhook_id = $1`,
      [webhookId, overlapHours],
    );
    await client.query(
      `DELETE FROM gongdan.webhook_secret
        WHERE webhook_id = $1
          AND (ends_at <= clock_timestamp()
               OR id NOT IN (SELECT id FROM gongdan.webhook_secret WHERE webhook_id = $1
                              ORDER BY id DESC LIMIT ${SECRETS_MAX - 1}))`,
      [webhookId],
    );
    return this.add(client, webhookId);
  }

  /** Those that sign, the newest first. */
  async signing(client: Client, webhookId: string): Promise<readonly SigningSecret[]> {
    const { rows } = await client.query<SecretRow>(
      `SELECT sealed, extract(epoch FROM ends_at) * 1000 AS ends_at_ms
         FROM gongdan.webhook_secret
        WHERE webhook_id = $1 AND (ends_at IS NULL OR ends_at > clock_timestamp())
        ORDER BY id DESC`,
      [webhookId],
    );
    return rows.map(({ sealed, ends_at_ms }) => ({
      secret: this.box.open(sealed, webhookId),
      endsAtMs: ends_at_ms === null ? null : Number(ends_at_ms),
    }));
  }

  /** The secret that was made together with the webhook; undefined where it was replaced since. */
  async first(client: Client, webhookId: string): Promise<string | undefined> {
    const { rows } = await client.query<{ sealed: Buffer }>(
      `SELECT s.sealed FROM gongdan.webhook_secret s
         JOIN gongdan.webhook w ON w.id = s.webhook_id AND w.created_at = s.created_at
        WHERE s.webhook_id = $1 AND s.ends_at IS NULL`,
      [webhookId],
    );
    return rows[0] && this.box.open(rows[0].sealed, webhookId);
  }
}
