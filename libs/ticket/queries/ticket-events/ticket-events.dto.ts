import { ApiProperty } from '@nestjs/swagger';
import { AsOfQuery, CloudEventAnswer, IntegerField, ShownInteger } from '@gongdan/platform';

export const EVENTS_LIMIT_DEFAULT = 100;
const EVENTS_LIMIT_MAX = 1_000;

export class TicketEventsQuery extends AsOfQuery {
  @IntegerField({
    description: 'Only events after this version of the ticket; 0 (default): from the beginning.',
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    optional: true,
  })
  after?: number;

  @IntegerField({
    description: `Most events of one page; ${EVENTS_LIMIT_DEFAULT} where it is not given.`,
    min: 1,
    max: EVENTS_LIMIT_MAX,
    optional: true,
  })
  limit?: number;
}

export class TicketEventsAnswer {
  @ShownInteger('Position of the log that the page shows.')
  position: number;

  @ApiProperty({ type: [CloudEventAnswer], maxItems: EVENTS_LIMIT_MAX })
  items: readonly CloudEventAnswer[];

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'Version to go on after; null: these were the last.',
  })
  nextAfter: number | null;
}
