import { Inject, Injectable } from '@nestjs/common';
import { FreshReads, PROJECTION_RUNNER } from '@gongdan/platform';
import type { Projection, ProjectionRunner, ReadAt } from '@gongdan/projections';
import type { ClientBase } from 'pg';

/** What a query needs of the connection it runs on. */
export type Queryable = Pick<ClientBase, 'query'>;

type Named = Pick<Projection, 'name'>;

/** Reads tables of projections: fresh enough, in one snapshot, with the log position that they show. */
@Injectable()
export class ReadModels {
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
}
