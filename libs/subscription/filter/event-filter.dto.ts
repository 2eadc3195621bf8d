import { STREAM_NAME_LENGTH_MAX } from '@gongdan/event-store';
import { EnumListField, TextField } from '@gongdan/platform';
import type { EventFilter } from './event-filter.js';
import { EVENT_TYPES, STREAM_KINDS } from './published.js';

/** The same filter in every way to subscribe: query strings and bodies extend it. */
export class EventFilterDto implements EventFilter {
  @EnumListField(EVENT_TYPES, {
    description: 'Only events of these types; in a query string with commas between.',
    itemsMin: 1,
    optional: true,
  })
  types?: string[];

  @TextField({
    description:
      'Only events of this stream: the kind (last part of `source`), a dash, the `subject`.',
    lengthMax: STREAM_NAME_LENGTH_MAX,
    pattern: {
      expression: new RegExp(`^(${STREAM_KINDS.join('|')})-[A-Za-z0-9][A-Za-z0-9._:-]*$`),
      words: `must be one of ${STREAM_KINDS.join(', ')}, a dash and an id, such as ticket-0198c7`,
    },
    example: 'ticket-0198c7',
    optional: true,
  })
  stream?: string;
}
