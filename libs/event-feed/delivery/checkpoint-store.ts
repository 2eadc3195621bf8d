import pg, { type Pool } from 'pg';
import { isPlanted } from '@gongdan/core';
import { LEASE_MS_MAX } from '../lease.js';

/** What a worker knows of its consumer’s row, as long as it holds the lease. */
export interface Progress {
  readonly consumer: string;
  readonly epoch: number;
  readonly generation: number;
  /** The position in the database, as this process last saw or wrote it. */
  persisted: number;
  /** Everything of the consumer’s types up to here is handled; what lies between was skipped over. */
  settled: number;
  /** Streams with dead letters: their further events are parked behind them. */
  readonly parkedStreams: Set<string>;
}

/** One line of a heartbeat: the lease goes on, and skipped positions are written down. */
export interface Beat {
  readonly progress: Progress;
  /** Where the checkpoint is believed to be. */
  readonly persisted: number;
  /** Move it from there to here. */
  readonly settled: number;
  readonly state: string;
  readonly lastError: string | undefined;
}

interface ProgressRow {
  readonly position: string;
  readonly epoch: string;
  readonly generation: string;
  readonly parked: readonly string[];
}

const PARKED = `ARRAY(SELECT DISTINCT l.stream FROM gongdan.dead_letter l WHERE l.consumer = c.name)`;

/**
 * What a feed reads and writes of its consumers in `gongdan.consumer_checkpoint` (replays, rebuilds and readers have
 * statements of their own). All times are the database’s.
 */
export class CheckpointStore {
  constructor(
    private readonly pool: Pool,
    private readonly leaseMs: number,
    /** Identity of this feed among all that may run the same consumers. */
    private readonly owner: string,
  ) {}

  /** Makes the consumer known; one that has a checkpoint keeps it. */
  async ensure(consumer: string, position: number): Promise<void> {
    await this.pool.query(
      `INSERT INTO gongdan.consumer_checkpoint (name, position) VALUES ($1, $2)
       ON CONFLICT (name) DO NOTHING`,
      [consumer, position],
    );
  }

  /**
   * Takes the lease where nobody holds it (or this owner does, or until a time that the clock was set back
   * from) and raises the epoch, which shuts out whoever held it before. Undefined: another one holds it.
   * Never waits for a row that is locked: then the holder is in the middle of a batch.
   */
  async takeLease(consumer: string): Promise<Progress | undefined> {
    const { rows } = await this.pool.query<ProgressRow>(
      `UPDATE gongdan.consumer_checkpoint c
          SET epoch = c.epoch + 1, lease_owner = $2, state = 'catching-up', updated_at = clock_timestamp(),
              lease_until = clock_timestamp() + $3 * interval '1 millisecond'
        WHERE c.name = (SELECT name FROM gongdan.consumer_checkpoint
                         WHERE name = $1 AND (lease_until IS NULL OR lease_owner = $2
                                              OR lease_until <= clock_timestamp()
                                              OR lease_until > clock_timestamp()
                                                 + ${LEASE_MS_MAX} * interval '1 millisecond')
                           FOR NO KEY UPDATE SKIP LOCKED)
        RETURNING c.position, c.epoch, c.generation, ${PARKED} AS parked`,
      [consumer, this.owner, this.leaseMs],
    );
    return rows[0] === undefined ? undefined : progressOf(consumer, rows[0]);
  }

  /** The row as it is now, one snapshot with the parked streams. */
  async read(consumer: string): Promise<Progress | undefined> {
    const { rows } = await this.pool.query<ProgressRow>(
      `SELECT c.position, c.epoch, c.generation, ${PARKED} AS parked
         FROM gongdan.consumer_checkpoint c WHERE c.name = $1`,
      [consumer],
    );
    return rows[0] === undefined ? undefined : progressOf(consumer, rows[0]);
  }

  async position(consumer: string): Promise<number | undefined> {
    const { rows } = await this.pool.query<{ position: string }>(
      'SELECT position FROM gongdan.consumer_checkpoint WHERE name = $1',
      [consumer],
    );
    return rows[0] === undefined ? undefined : Number(rows[0].position);
  }

  /**
   * Moves the checkpoint, as the first statement of a batch’s transaction (in one round trip with its
   * BEGIN, hence no parameters). No row comes back where the lease is another one’s by now or somebody
   * moved the checkpoint or its letters.
   */
  moveStatement(progress: Progress, position: number): string {
    const { consumer, epoch, generation, persisted, settled } = progress;
    const mine = isPlanted('feed.checkpoint-without-fence')
      ? ''
      : `AND epoch = ${epoch} AND generation = ${generation}
         AND position BETWEEN ${persisted} AND ${settled}`;
    return `UPDATE gongdan.consumer_checkpoint
       SET position = ${position}, updated_at = clock_timestamp(),
           lease_until = clock_timestamp() + ${this.leaseMs} * interval '1 millisecond'
     WHERE name = ${pg.escapeLiteral(consumer)} ${mine} RETURNING position`;
  }

  /**
   * Prolongs leases and writes skipped positions down, for all consumers in one statement. Answers the
   * positions by consumer; one that is missing is in the middle of a transaction, or was lost. Only ever
   * forwards: what a worker believes of its row may be older than the row (see `ConsumerWorker.noteBeat`).
   */
  async beat(beats: readonly Beat[]): Promise<ReadonlyMap<string, number>> {
    const { rows } = await this.pool.query<{ name: string; position: string }>(
      `UPDATE gongdan.consumer_checkpoint c
          SET position = CASE WHEN c.position = b.persisted THEN greatest(b.persisted, b.settled)
                              ELSE c.position END,
              state = b.state, last_error = b.last_error, updated_at = clock_timestamp(),
              lease_until = clock_timestamp() + $8 * interval '1 millisecond'
         FROM (SELECT known.name, beat.persisted, beat.settled, beat.state, beat.last_error
                 FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[],
                             $6::text[], $7::text[])
                      AS beat (name, epoch, generation, persisted, settled, state, last_error)
                 JOIN gongdan.consumer_checkpoint known USING (name, epoch, generation)
                WHERE known.lease_owner = $9
                ORDER BY known.name
                  FOR NO KEY UPDATE OF known SKIP LOCKED) b
        WHERE c.name = b.name
        RETURNING c.name, c.position`,
      [
        beats.map(({ progress }) => progress.consumer),
        beats.map(({ progress }) => progress.epoch),
        beats.map(({ progress }) => progress.generation),
        beats.map(({ persisted }) => persisted),
        beats.map(({ settled }) => settled),
        beats.map(({ state }) => state),
        beats.map(({ lastError }) => lastError ?? null),
        this.leaseMs,
        this.owner,
      ],
    );
    return new Map(rows.map(({ name, position }) => [name, Number(position)]));
  }

  /** Ends the lease at once, so that another process need not wait for it. */
  async release(progress: Progress): Promise<void> {
    await this.pool.query(
      `UPDATE gongdan.consumer_checkpoint
          SET lease_owner = NULL, lease_until = NULL, state = 'stopped',
              position = CASE WHEN position = $3 THEN greatest($3, $4) ELSE position END,
              updated_at = clock_timestamp()
        WHERE name = $1 AND epoch = $2`,
      [progress.consumer, progress.epoch, progress.persisted, progress.settled],
    );
  }
}

const progressOf = (consumer: string, row: ProgressRow): Progress => ({
  consumer,
  epoch: Number(row.epoch),
  generation: Number(row.generation),
  persisted: Number(row.position),
  settled: Number(row.position),
  parkedStreams: new Set(row.parked),
});

/**
 * Locks a consumer’s row for the rest of a transaction: the statement that every transaction which moves
 * a checkpoint or its letters begins with (always before it touches tables of the consumer, so that no
 * two of them wait for each other). Answers its position.
 */
export const lockCheckpoint = (consumerLiteral: string): string =>
  `SELECT position FROM gongdan.consumer_checkpoint WHERE name = ${consumerLiteral} FOR NO KEY UPDATE`;
