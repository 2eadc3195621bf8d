import { Inject, Injectable } from '@nestjs/common';
import type { Projection, ProjectionRunner, ReadAt, Row } from '@gongdan/projections';
import { readAnswer } from '../http/answers.js';
import { FreshReads, type FreshQuery } from '../http/fresh-reads.js';
import { PROJECTION_RUNNER } from '../tokens.js';
import type { Filter } from './filter.js';
import { PAGE_LIMIT_DEFAULT, type ListCount, type PageQuery } from './page.dto.js';
import { countRows, readPage, type Page, type PageRequest } from './read-page.js';

/** Reads the lists of the stages, each one table of one projection. */
@Injectable()
export class ListReader {
  constructor(
    @Inject(PROJECTION_RUNNER) private readonly projections: ProjectionRunner,
    private readonly fresh: FreshReads,
  ) {}

  /** The page that a query string asks for, once the read model shows its `minPosition`. */
  async read<R extends Row>(
    projection: Projection<R>,
    { minPosition, limit = PAGE_LIMIT_DEFAULT, cursor }: PageQuery,
    list: Pick<PageRequest<R>, 'filter' | 'order' | 'direction'>,
  ): Promise<ReadAt<Page<R>>> {
    await this.fresh.reach([projection.name], minPosition);
    return this.projections.readAt(projection.name, (client) =>
      readPage(client, projection, { ...list, limit, cursor }),
    );
  }

  /** How many items the list with this filter has, once the read model shows `minPosition`. */
  async count<R extends Row>(
    projection: Projection<R>,
    { minPosition }: FreshQuery,
    filter: Filter,
  ): Promise<ListCount> {
    await this.fresh.reach([projection.name], minPosition);
    const { position, value } = await this.projections.readAt(projection.name, (client) =>
      countRows(client, projection, filter),
    );
    return readAnswer({ position, count: value });
  }
}
