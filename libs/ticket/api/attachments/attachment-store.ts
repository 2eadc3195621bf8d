import { Inject, Injectable } from '@nestjs/common';
import { GongdanError } from '@gongdan/core';
import type { KeyVault } from '@gongdan/event-store';
import { KEY_VAULT, PG_POOL } from '@gongdan/platform';
import type { Pool } from 'pg';
import { sealBytes, unsealBytes } from './sealed-bytes.js';

interface ContentRow {
  readonly customer_id: string;
  readonly sealed: Buffer;
}

export interface AttachedBytes {
  readonly bytes: Buffer;
  /** Of the bytes, in hex. */
  readonly sha256: string;
}

const placeOf = (ticketId: string, sha256: string): string => `${ticketId}/${sha256}`;

/** Keeps the bytes of attached files (gongdan.attachment_content), sealed under the customer's key. */
@Injectable()
export class AttachmentStore {
  constructor(
    @Inject(PG_POOL) private readonly pool: Pool,
    @Inject(KEY_VAULT) private readonly vault: KeyVault,
  ) {}

  /** Durable when it answers. The same bytes again change nothing. Throws `CUSTOMER.FORGOTTEN`. */
  async put(ticketId: string, customerId: string, { bytes, sha256 }: AttachedBytes): Promise<void> {
    const key = await this.vault.keyFor(customerId);
    await this.pool.query(
      `INSERT INTO gongdan.attachment_content (ticket_id, sha256, customer_id, sealed)
       VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
      [ticketId, sha256, customerId, sealBytes(bytes, key, placeOf(ticketId, sha256))],
    );
  }

  /**
   * Throws `ATTACHMENT.FORGOTTEN`, `ATTACHMENT.NOT_STORED` (not-found), `ATTACHMENT.KEY_LOST`,
   * `ATTACHMENT.DAMAGED` (bugs).
   */
  async get(ticketId: string, sha256: string): Promise<Buffer> {
    const { rows } = await this.pool.query<ContentRow>(
      `SELECT customer_id, sealed FROM gongdan.attachment_content
        WHERE ticket_id = $1 AND sha256 = $2`,
      [ticketId, sha256],
    );
    const [row] = rows;
    if (row === undefined) throw notStored();
    const key = await this.vault.existingKey(row.customer_id);
    if (key === undefined) {
      throw (await this.vault.isDestroyed(row.customer_id))
        ? forgotten()
        : keyLost(row.customer_id);
    }
    return unsealBytes(row.sealed, key, placeOf(ticketId, sha256));
  }
}

const notStored = (): GongdanError =>
  new GongdanError({
    code: 'ATTACHMENT.NOT_STORED',
    category: 'not-found',
    message: 'The bytes of this file are not stored here.',
  });

const forgotten = (): GongdanError =>
  new GongdanError({
    code: 'ATTACHMENT.FORGOTTEN',
    category: 'not-found',
    message: 'The customer of this file was forgotten.',
  });

const keyLost = (customerId: string): GongdanError =>
  new GongdanError({
    code: 'ATTACHMENT.KEY_LOST',
    category: 'bug',
    message: `The key of customer ${customerId} is lost, though it was never destroyed.`,
    hint: 'Restore the key vault from its own backup.',
  });
