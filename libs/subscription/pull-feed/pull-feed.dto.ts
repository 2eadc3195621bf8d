import { CloudEventAnswer, IntegerField, ShownInteger } from '@gongdan/platform';
import { ApiProperty } from '@nestjs/swagger';
import { EventFilterDto } from '../filter/event-filter.dto.js';
import { WAIT_SECONDS_MAX } from '../subscription-limits.js';

export const FEED_LIMIT_DEFAULT = 100;
const FEED_LIMIT_MAX = 1_000;

export class PullFeedQuery extends EventFilterDto {
  @IntegerField({
    description: 'Only events after this position of the log; 0 (default): from the beginning.',
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    optional: true,
  })
  after?: number;

  @IntegerField({
    description: `Most events of one page; ${FEED_LIMIT_DEFAULT} where it is not given.`,
    min: 1,
    max: FEED_LIMIT_MAX,
    optional: true,
  })
  limit?: number;

  @IntegerField({
    description:
      'Where there is nothing yet, wait so long for it and answer as soon as there is; 0 (default): answer at once.',
    min: 0,
    max: WAIT_SECONDS_MAX,
    optional: true,
  })
  waitSeconds?: number;
}

export class PullFeedAnswer {
  @ShownInteger('Position of the newest event of the whole log.')
  position: number;

  @ApiProperty({ type: [CloudEventAnswer], maxItems: FEED_LIMIT_MAX })
  items: readonly CloudEventAnswer[];

  @ShownInteger(
    'Go on after this position. It also moves past events that were left out; at the end of the log it stays, and the same request later shows what is new.',
  )
  nextAfter: number;
}
