import { Inject, Injectable } from '@nestjs/common';
import type { SlaSubject } from '@gongdan/contracts';
import { PROJECTION_RUNNER } from '@gongdan/platform';
import type { ProjectionRunner } from '@gongdan/projections';
import type { OpenPromises } from '../policies/keep-clocks-when-something-happens.js';
import { OPEN_STATES, slaClockProjection } from '../projections/sla-clock/sla-clock.projection.js';

/** Subjects with open clocks, from the read model. */
@Injectable()
export class ReadOpenPromises implements OpenPromises {
  constructor(
    @Inject(PROJECTION_RUNNER) private readonly projections: Pick<ProjectionRunner, 'readAt'>,
  ) {}

  async ofCustomer(customerId: string): Promise<readonly SlaSubject[]> {
    const { value } = await this.projections.readAt(slaClockProjection.name, async (client) => {
      const { rows } = await client.query<SlaSubject>(
        `SELECT DISTINCT subject_kind AS kind, subject_id AS id FROM gongdan.sla_clock
          WHERE customer_id = $1 AND state = ANY($2)`,
        [customerId, OPEN_STATES],
      );
      return rows;
    });
    return value;
  }
}
