import { IntegerField } from '@gongdan/platform';
import { EventFilterDto } from '../filter/event-filter.dto.js';

export class EventStreamQuery extends EventFilterDto {
  @IntegerField({
    description:
      'Begin after this position of the log; 0: at its beginning. Default: what comes from now on. The header Last-Event-ID wins: so a client that connects again goes on.',
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    optional: true,
  })
  after?: number;
}
