import { NOTICE_CHANNELS } from '@gongdan/contracts';
import {
  BooleanField,
  EnumField,
  IdField,
  InstantField,
  pageQueryOf,
  TextField,
} from '@gongdan/platform';
import { NOTICE_STATES } from '../domain/notice.js';

export class BoxFilterQuery {
  @BooleanField({ description: 'Only those that were not read yet.', optional: true })
  unread?: boolean;
}

export class BoxQuery extends pageQueryOf(BoxFilterQuery) {}

export class ReadAllBody {
  @InstantField({
    description: 'Only notices made until then, such as `madeAt` of the newest that was shown.',
    optional: true,
  })
  until?: string;
}

class LogFilterQuery {
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
}

export class LogQuery extends pageQueryOf(LogFilterQuery) {}
