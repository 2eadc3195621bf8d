import { GongdanError } from '@gongdan/core';
import { inTransaction } from '@gongdan/event-feed';
import type { ClientBase, Pool } from 'pg';
import type { WebhookState } from '../domain/webhook.js';
import { promoteAll } from '../worker/backlog.js';
import { noteChange, readChanges, type ChangeLine } from './change-log.js';
import {
  insertDeliveries,
  readDeliveries,
  type Delivery,
  type DeliveryLine,
} from './delivery-log.js';
import type { SecretStore, SigningSecret } from './secret-store.js';
import { readWebhooks, type WebhookView } from './webhook-rows.js';

/** What is to be different from now on; a member that is left out stays as it is. */
export interface Amendment {
  readonly url?: string;
  readonly description?: string | null;
  /** Null: events of every type, of every stream. */
  readonly types?: readonly string[] | null;
  readonly stream?: string | null;
  readonly personal?: boolean;
}

interface FoundRow extends Required<Amendment> {
  readonly state: WebhookState;
  readonly position: string;
}

/** Whose webhooks are meant; undefined: everybody’s. */
type Owner = string | undefined;

/**
 * What people change about webhooks, each change with a line about who made it. Whoever works on a webhook
 * reads it again when its `generation` has gone up.
 */
export class WebhookStore {
  constructor(
    private readonly pool: Pool,
    private readonly secrets: SecretStore,
  ) {}

  list(owner: Owner): Promise<readonly WebhookView[]> {
    return readWebhooks(this.pool, { owner });
  }

  /** Throws `WEBHOOK.NOT_FOUND`. */
  async get(id: string, owner: Owner): Promise<WebhookView> {
    const [found] = await readWebhooks(this.pool, { id, owner });
    if (found === undefined) throw notFound();
    return found;
  }

  /** Throws `WEBHOOK.NOT_FOUND`, as all changes do. What waits and is not wanted any more is dropped. */
  amend(id: string, owner: Owner, amendment: Amendment, actor: string): Promise<void> {
    return this.change(id, owner, async (client, found) => {
      const { url, description, types, stream, personal } = { ...found, ...amendment };
      await client.query(
        `UPDATE gongdan.webhook
            SET url = $2, description = $3, types = $4, stream = $5, personal = $6
          WHERE id = $1`,
        [id, url, description, types, stream, personal],
      );
      await client.query(
        `DELETE FROM gongdan.webhook_pending
          WHERE webhook_id = $1 AND NOT (($2::text[] IS NULL OR event_type = ANY ($2))
                                         AND ($3::text IS NULL OR stream = $3))`,
        [id, types, stream],
      );
      await promoteAll(client, id);
      await noteChange(client, id, { actor, change: 'amended', details: amendment });
    });
  }

  /** One that the engine has disabled stays so. */
  pause(id: string, owner: Owner, actor: string): Promise<void> {
    return this.change(id, owner, async (client, { state }) => {
      if (state !== 'active') return;
      await setState(client, id, 'paused');
      await noteChange(client, id, { actor, change: 'paused' });
    });
  }

  /** Goes on where it stands, with all attempts anew; what waits for a later one is tried now. */
  resume(id: string, owner: Owner, actor: string): Promise<void> {
    return this.change(id, owner, async (client) => {
      await setState(client, id, 'active');
      await client.query(
        'UPDATE gongdan.webhook SET failures = 0, failing_since = NULL WHERE id = $1',
        [id],
      );
      await client.query(
        `UPDATE gongdan.webhook_pending SET failures = 0, due_at = clock_timestamp()
          WHERE webhook_id = $1 AND due_at IS NOT NULL`,
        [id],
      );
      await noteChange(client, id, { actor, change: 'resumed' });
    });
  }

  rotateSecret(id: string, owner: Owner, overlapHours: number, actor: string): Promise<string> {
    return this.change(id, owner, async (client) => {
      const secret = await this.secrets.rotate(client, id, overlapHours);
      const details = { overlapHours };
      await noteChange(client, id, { actor, change: 'secret-rotated', details });
      return secret;
    });
  }

  /** Everything from this position on is delivered again. Throws `WEBHOOK.POSITION_AHEAD`. */
  sendBack(id: string, owner: Owner, from: number, actor: string): Promise<void> {
    return this.change(id, owner, async (client, found) => {
      const position = Number(found.position);
      if (from > position + 1) throw positionAhead(from, position);
      await client.query(
        'DELETE FROM gongdan.webhook_pending WHERE webhook_id = $1 AND position >= $2',
        [id, from],
      );
      await client.query('UPDATE gongdan.webhook SET position = $2 WHERE id = $1', [id, from - 1]);
      await noteChange(client, id, { actor, change: 'sent-back', details: { from } });
    });
  }

  remove(id: string, owner: Owner, actor: string): Promise<void> {
    return this.change(id, owner, async (client) => {
      await client.query('DELETE FROM gongdan.webhook WHERE id = $1', [id]);
      await noteChange(client, id, { actor, change: 'removed' });
    });
  }

  deliveries(
    id: string,
    page: Parameters<typeof readDeliveries>[2],
  ): Promise<readonly DeliveryLine[]> {
    return readDeliveries(this.pool, id, page);
  }

  /** Also of one that was removed. */
  changes(id: string, page: Parameters<typeof readChanges>[2]): Promise<readonly ChangeLine[]> {
    return readChanges(this.pool, id, page);
  }

  async noteTest(id: string, delivery: Delivery): Promise<void> {
    await insertDeliveries(this.pool, id, [delivery]);
  }

  signingSecrets(id: string): Promise<readonly SigningSecret[]> {
    return this.secrets.signing(this.pool, id);
  }

  /** Milliseconds since 1970 by the database’s clock. */
  async nowMs(): Promise<number> {
    const { rows } = await this.pool.query<{ now_ms: string }>(
      'SELECT extract(epoch FROM clock_timestamp()) * 1000 AS now_ms',
    );
    return Number(rows[0]?.now_ms);
  }

  private change<Value>(
    id: string,
    owner: Owner,
    work: (client: ClientBase, found: FoundRow) => Promise<Value>,
  ): Promise<Value> {
    return inTransaction(this.pool, 'BEGIN', async (client) => {
      const { rows } = await client.query<FoundRow>(
        `UPDATE gongdan.webhook SET generation = generation + 1
          WHERE id = $1 AND ($2::text IS NULL OR owner = $2)
          RETURNING state, position, url, description, types, stream, personal`,
        [id, owner ?? null],
      );
      const [found] = rows;
      if (found === undefined) throw notFound();
      return work(client, found);
    });
  }
}

async function setState(client: ClientBase, id: string, state: WebhookState): Promise<void> {
  await client.query(
    `UPDATE gongdan.webhook
        SET state = $2, state_reason = NULL, state_since = clock_timestamp()
      WHERE id = $1 AND state <> $2`,
    [id, state],
  );
}

const notFound = (): GongdanError =>
  new GongdanError({
    code: 'WEBHOOK.NOT_FOUND',
    category: 'not-found',
    message: 'There is no such webhook, or it is another account’s.',
  });

const positionAhead = (from: number, position: number): GongdanError =>
  new GongdanError({
    code: 'WEBHOOK.POSITION_AHEAD',
    category: 'rejected',
    message: `The webhook has read the log up to ${position}; it can be sent back, but not ahead to ${from}.`,
    violations: [{ path: '/from', message: `must be at most ${position + 1}` }],
  });
