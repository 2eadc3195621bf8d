import { Inject, Injectable } from '@nestjs/common';
import { FreshReads, PROJECTION_RUNNER } from '@gongdan/platform';
import type { Projection, ProjectionRunner, ReadAt } from '@gongdan/projections';
import type { ClientBase } from 'pg';
import { LimitedTurns } from './limited-turns.js';

/** Most questions about an earlier moment that hold a connection and its snapshot at the same time. */
export const EARLIER_READS_AT_ONCE_MAX = 4;
/** Most that wait for their turn; one more is answered with 503. */
export const EARLIER_READS_WAITING_MAX = 16;

/** What a query needs of the connection it runs on. */
export type Queryable = Pick<ClientBase, 'query'>;

type Named = Pick<Projection, 'name'>;

/** Reads tables of projections: fresh enough, in one snapshot, with the log position that they show. */
@Injectable()
export class ReadModels {
  private readonly turns = new LimitedTurns(EARLIER_READS_AT_ONCE_MAX, EARLIER_READS_WAITING_MAX);

  constructor(
    @Inject(PROJECTION_RUNNER) private readonly projections: ProjectionRunner,
    private readonly fresh: FreshReads,
  ) {}

  async read<Value>(
    projections: readonly Named[],
    minPosition: number | undefined,
    query: (client: Queryable) => Promise<Value>,
  ): Promise<ReadAt<Value>> {
    const names = projections.map(({ name }) => name);
    await this.fresh.reach(names, minPosition);
    return this.projections.readAt(names, query);
  }

  /**
   * The same for a question about an earlier moment, which may fold many tickets: in turn, so that these
   * never hold all connections. Throws `READ.BUSY` where too many wait already.
   */
  async readThen<Value>(
    projections: readonly Named[],
    minPosition: number | undefined,
    query: (client: Queryable) => Promise<Value>,
  ): Promise<ReadAt<Value>> {
    const names = projections.map(({ name }) => name);
    await this.fresh.reach(names, minPosition);
    return this.turns.take(() => this.projections.readAt(names, query));
  }
}
