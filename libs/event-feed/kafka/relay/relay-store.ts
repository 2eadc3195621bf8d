import { isPlanted } from '@gongdan/core';
import type { Pool } from 'pg';
import { LEASE_MS_MAX } from '../../lease.js';
import type { Offsets } from '../offsets.js';

/** What the holder of the lease knows. */
export interface RelayLease {
  readonly epoch: number;
  readonly position: number;
  readonly offsets: Offsets;
  /** By partition: up to where it was published, though not all of that is there. Null: nothing is lost. */
  readonly lost: Offsets | null;
}

/** The lease, taken from whoever held it. */
export interface SeizedLease extends RelayLease {
  /** So long the one who held it may still believe that it does. */
  readonly believedMs: number;
}

/** How far publishing is: whatever process does it. */
export interface RelayStanding {
  /** Every event up to here is in the topics. */
  readonly position: number;
  readonly offsets: Offsets;
  readonly epoch: number;
  /** Whether somebody has the lease at present. */
  readonly held: boolean;
  /** ISO instant of the last move; null: nothing was published yet. */
  readonly publishedAt: string | null;
  readonly lastError: string | null;
}

interface LeaseRow {
  readonly position: string;
  readonly offsets: Offsets;
  readonly epoch: string;
  readonly lost: Offsets | null;
}

interface StandingRow extends Omit<LeaseRow, 'lost'> {
  readonly held: boolean;
  readonly published_at: Date | null;
  readonly last_error: string | null;
}

/** The only statements that touch `gongdan.relay`. All times are the database’s. */
export class RelayStore {
  constructor(
    private readonly pool: Pool,
    /** Prefix of the topics. */
    readonly name: string,
    private readonly leaseMs: number,
    /** Identity of this process among all that may run a relay. */
    private readonly owner: string,
  ) {}

  /**
   * Takes the lease where nobody holds it and raises the epoch, which shuts out whoever held it before.
   * Undefined: another one holds it.
   */
  async take(): Promise<RelayLease | undefined> {
    const { rows } = await this.pool.query<LeaseRow>(
      `INSERT INTO gongdan.relay AS r (name, epoch, lease_owner, lease_until)
       VALUES ($1, 1, $2, clock_timestamp() + $3 * interval '1 millisecond')
       ON CONFLICT (name) DO UPDATE
          SET epoch = r.epoch + 1, lease_owner = EXCLUDED.lease_owner,
              lease_until = EXCLUDED.lease_until, updated_at = clock_timestamp()
        WHERE r.lease_until IS NULL OR r.lease_owner = $2 OR r.lease_until <= clock_timestamp()
       RETURNING epoch, position, offsets, lost`,
      [this.name, this.owner, this.leaseMs],
    );
    if (rows[0] === undefined) await this.shortenLease();
    return rows[0] && leaseOf(rows[0]);
  }

  /**
   * Has a lease end in time that was taken before the clock was set back. It is not taken away: its holder
   * may live, and sends for as long as it believes to hold it, but then prolongs it, too.
   */
  private async shortenLease(): Promise<void> {
    await this.pool.query(
      `UPDATE gongdan.relay
          SET lease_until = clock_timestamp() + $2 * interval '1 millisecond'
        WHERE name = $1 AND lease_until > clock_timestamp() + $3 * interval '1 millisecond'`,
      [this.name, this.leaseMs, LEASE_MS_MAX],
    );
  }

  /**
   * Takes the lease for `holdMs`, whoever holds it. That one can write nothing down any more, but may send
   * for as long as it believes to hold it. Undefined: no relay has run yet.
   */
  async seize(holdMs: number): Promise<SeizedLease | undefined> {
    await this.shortenLease();
    const { rows } = await this.pool.query<LeaseRow & { believed_ms: number }>(
      `WITH held AS (SELECT name, lease_until FROM gongdan.relay WHERE name = $1 FOR UPDATE)
       UPDATE gongdan.relay AS r
          SET epoch = r.epoch + 1, lease_owner = $2,
              lease_until = clock_timestamp() + $3 * interval '1 millisecond',
              updated_at = clock_timestamp()
         FROM held WHERE r.name = held.name
       RETURNING r.epoch, r.position, r.offsets, r.lost,
                 coalesce(greatest(0, extract(epoch FROM held.lease_until - clock_timestamp()) * 1000),
                          0)::float8 AS believed_ms`,
      [this.name, this.owner, holdMs],
    );
    return rows[0] && { ...leaseOf(rows[0]), believedMs: rows[0].believed_ms };
  }

  /**
   * After the broker has everything up to `position`. False: the lease is another one’s by now, or
   * somebody set the relay back; nothing was moved. A crash of the server may take the move back: then
   * the same events are published again.
   */
  async move(epoch: number, from: number, position: number, offsets: Offsets): Promise<boolean> {
    const mine = isPlanted('relay.checkpoint-without-fence')
      ? '$2::bigint >= 0 AND $3::bigint >= 0'
      : 'epoch = $2 AND position = $3';
    const { rowCount } = await this.pool.query(
      `WITH fast AS (SELECT set_config('synchronous_commit', 'off', true))
       UPDATE gongdan.relay
          SET position = $4, offsets = $5, last_error = NULL, published_at = clock_timestamp(),
              updated_at = clock_timestamp(),
              lease_until = clock_timestamp() + $6 * interval '1 millisecond'
         FROM fast
        WHERE name = $1 AND ${mine}`,
      [this.name, epoch, from, position, JSON.stringify(offsets), this.leaseMs],
    );
    return rowCount === 1;
  }

  /** Prolongs the lease. False: it is another one’s by now. */
  async beat(epoch: number): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      `UPDATE gongdan.relay
          SET lease_until = clock_timestamp() + $3 * interval '1 millisecond',
              updated_at = clock_timestamp()
        WHERE name = $1 AND epoch = $2`,
      [this.name, epoch, this.leaseMs],
    );
    return rowCount === 1;
  }

  /** That records which were published are gone: remembered until the relay is set back. */
  async noteLost(epoch: number, lost: Offsets): Promise<void> {
    await this.pool.query(
      `UPDATE gongdan.relay SET lost = $3, updated_at = clock_timestamp()
        WHERE name = $1 AND epoch = $2`,
      [this.name, epoch, JSON.stringify(lost)],
    );
  }

  /** Ends the lease at once, so that another process need not wait for it. */
  async release(epoch: number, lastError: string | null): Promise<void> {
    await this.pool.query(
      `UPDATE gongdan.relay
          SET lease_owner = NULL, lease_until = NULL, last_error = coalesce($3, last_error),
              updated_at = clock_timestamp()
        WHERE name = $1 AND epoch = $2`,
      [this.name, epoch, lastError],
    );
  }

  /** Undefined: no relay has run yet. */
  async standing(): Promise<RelayStanding | undefined> {
    const { rows } = await this.pool.query<StandingRow>(
      `SELECT position, offsets, epoch, published_at, last_error,
              coalesce(lease_until > clock_timestamp(), false) AS held
         FROM gongdan.relay WHERE name = $1`,
      [this.name],
    );
    const [row] = rows;
    if (row === undefined) return undefined;
    return {
      position: Number(row.position),
      offsets: row.offsets,
      epoch: Number(row.epoch),
      held: row.held,
      publishedAt: row.published_at?.toISOString() ?? null,
      lastError: row.last_error,
    };
  }

  /**
   * Has everything after `position` published again, where it lies after `offsets`, and gives the seized
   * lease back. False: somebody else has seized it meanwhile; nothing was changed.
   */
  async rewind(epoch: number, position: number, offsets: Offsets): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      `UPDATE gongdan.relay
          SET position = $3, offsets = $4, lost = NULL, lease_owner = NULL, lease_until = NULL,
              updated_at = clock_timestamp()
        WHERE name = $1 AND epoch = $2`,
      [this.name, epoch, position, JSON.stringify(offsets)],
    );
    return rowCount === 1;
  }
}

const leaseOf = ({ epoch, position, offsets, lost }: LeaseRow): RelayLease => ({
  epoch: Number(epoch),
  position: Number(position),
  offsets,
  lost,
});
