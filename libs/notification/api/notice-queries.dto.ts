import { NOTICE_CHANNELS } from '@gongdan/contracts';
import {
  BooleanField,
  CURSOR_LENGTH_MAX,
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  PAGE_LIMIT_DEFAULT,
  PAGE_LIMIT_MAX,
  TextField,
} from '@gongdan/platform';
import { NOTICE_STATES } from '../domain/notice.js';

export class BoxFilterQuery {
  @BooleanField({ description: 'Only those that were not read yet.', optional: true })
  unread?: boolean;
}

export class BoxQuery extends BoxFilterQuery {
  @IntegerField({
    description: `Most items of one page; ${PAGE_LIMIT_DEFAULT} where it is not given.`,
    min: 1,
    max: PAGE_LIMIT_MAX,
    optional: true,
  })
  limit?: number;

  @TextField({
    description: '`nextCursor` of the page before, with the same filters.',
    lengthMax: CURSOR_LENGTH_MAX,
    optional: true,
  })
  cursor?: string;
}

export class ReadAllBody {
  @InstantField({
    description: 'Only notices made until then, such as `madeAt` of the newest that was shown.',
    optional: true,
  })
  until?: string;
}

export class LogQuery {
  @IdField({ description: 'Of this ticket or complaint.', optional: true })
  subjectId?: string;

  @IdField({
    description: 'Of this ticket, also where a complaint about it is the subject.',
    optional: true,
  })
  ticketId?: string;

  @TextField({
    description: 'To this account: its id or user name.',
    lengthMax: 100,
    optional: true,
  })
  recipient?: string;

  @EnumField(NOTICE_CHANNELS, { description: 'Through this channel.', optional: true })
  channel?: string;

  @EnumField(NOTICE_STATES, { description: 'In this state.', optional: true })
  state?: string;

  @IntegerField({
    description: `Most items of one page; ${PAGE_LIMIT_DEFAULT} where it is not given.`,
    min: 1,
    max: PAGE_LIMIT_MAX,
    optional: true,
  })
  limit?: number;

  @TextField({
    description: '`nextCursor` of the page before, with the same filters.',
    lengthMax: CURSOR_LENGTH_MAX,
    optional: true,
  })
  cursor?: string;
}
