import { Inject, Injectable } from '@nestjs/common';
import { earlierReads, FreshReads, type Moment, PROJECTION_RUNNER } from '@gongdan/platform';
import type { Projection, ProjectionRunner, ReadAt } from '@gongdan/projections';
import type { ClientBase } from 'pg';

/** Most questions about an earlier moment that hold a connection and its snapshot at the same time. */
export const EARLIER_READS_AT_ONCE_MAX = 4;

/** What a query needs of the connection it runs on. */
export type Queryable = Pick<ClientBase, 'query'>;

type Named = Pick<Projection, 'name'>;

/** How current a read is: the position it must show at least, and the earlier moment it asks about. */
export interface Currency {
  readonly minPosition: number | undefined;
  readonly moment?: Moment | undefined;
}

/** Reads tables of projections: fresh enough, in one snapshot, with the log position that they show. */
@Injectable()
export class ReadModels {
  private readonly turns = earlierReads(EARLIER_READS_AT_ONCE_MAX);

  constructor(
    @Inject(PROJECTION_RUNNER) private readonly projections: ProjectionRunner,
    private readonly fresh: FreshReads,
  ) {}

  /**
   * Questions about an earlier moment may fold many tickets, so they take turns and never hold all
   * connections. Throws `READ.BUSY` where too many of them wait already.
   */
  async read<Value>(
    projections: readonly Named[],
    { minPosition, moment }: Currency,
    query: (client: Queryable) => Promise<Value>,
  ): Promise<ReadAt<Value>> {
    const names = projections.map(({ name }) => name);
    await this.fresh.reach(names, minPosition);
    const read = () => this.projections.readAt(names, query);
    return moment === undefined ? read() : this.turns.take(read);
  }
}
