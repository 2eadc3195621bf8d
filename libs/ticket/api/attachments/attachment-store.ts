import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { GongdanError } from '@gongdan/core';
import type { KeyVault } from '@gongdan/event-store';
import { KEY_VAULT, PG_POOL } from '@gongdan/platform';
import type { Pool } from 'pg';
import type { StoredFile } from '../../commands/index.js';
import { sealBytes, unsealBytes } from './sealed-bytes.js';

interface ContentRow {
  readonly customer_id: string;
  readonly sealed: Buffer;
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
  async put(ticketId: string, customerId: string, bytes: Buffer): Promise<StoredFile> {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const key = await this.vault.keyFor(customerId);
    await this.pool.query(
      `INSERT INTO gongdan.attachment_content (ticket_id, sha256, customer_id, sealed)
       VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
      [ticketId, sha256, customerId, sealBytes(bytes, key, placeOf(ticketId, sha256))],
    );
    return { sizeBytes: bytes.length, sha256 };
  }

  /** Throws `ATTACHMENT.FORGOTTEN`, `ATTACHMENT.NOT_STORED` (not-found), `ATTACHMENT.DAMAGED`. */
  async get(ticketId: string, sha256: string): Promise<Buffer> {
    const { rows } = await this.pool.query<ContentRow>(
      `SELECT customer_id, sealed FROM gongdan.attachment_content
        WHERE ticket_id = $1 AND sha256 = $2`,
      [ticketId, sha256],
    );
    const [row] = rows;
    if (row === undefined) throw gone('NOT_STORED', 'The bytes of this file are not stored here.');
    const key = await this.vault.existingKey(row.customer_id);
    if (key === undefined) throw gone('FORGOTTEN', 'The customer of this file was forgotten.');
    return unsealBytes(row.sealed, key, placeOf(ticketId, sha256));
  }
}

const gone = (reason: string, message: string): GongdanError =>
  new GongdanError({ code: `ATTACHMENT.${reason}`, category: 'not-found', message });
