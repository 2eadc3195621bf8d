import { STREAM_NAME_LENGTH_MAX } from '@gongdan/event-store';
import {
  BooleanField,
  EnumListField,
  IntegerField,
  TextField,
  pageQueryOf,
} from '@gongdan/platform';
import { EVENT_TYPES, STREAM_KINDS } from '../../filter/published.js';
import { URL_LENGTH_MAX } from '../domain/target-url.js';
import { SECRET_OVERLAP_HOURS, SECRET_OVERLAP_HOURS_MAX } from '../domain/webhook.js';
import { FromField } from './from-field.js';

const DESCRIPTION_LENGTH_MAX = 200;

const streamPattern = (absent: '' | '|'): { expression: RegExp; words: string } => ({
  expression: new RegExp(`^((${STREAM_KINDS.join('|')})-[A-Za-z0-9][A-Za-z0-9._:-]*${absent})$`),
  words: 'must be the name of a stream: its kind, a dash, its id, e.g. ticket-0198',
});

const url = {
  description:
    'Where events are sent: https, a public host (see WEBHOOK_PRIVATE_TARGETS), no user name, no fragment.',
  lengthMax: URL_LENGTH_MAX,
  pattern: { expression: /^https?:\/\/\S+$/i, words: 'must be a URL' },
  example: 'https://receiver.example/gongdan',
};
const personal = {
  description:
    'Names, addresses and remarks are sent as they are, and not as `[sealed]`. Only for administrator, executive and service manager.',
  optional: true,
};

export class NewWebhookBody {
  @TextField(url)
  url!: string;

  @TextField({
    description: 'What it is for.',
    lengthMax: DESCRIPTION_LENGTH_MAX,
    optional: true,
  })
  description?: string;

  @EnumListField(EVENT_TYPES, {
    description: 'Only events of these types; every type where it is left out.',
    itemsMin: 1,
    optional: true,
  })
  types?: string[];

  @TextField({
    description: 'Only events of this stream; every stream where it is left out.',
    lengthMax: STREAM_NAME_LENGTH_MAX,
    pattern: streamPattern(''),
    example: 'ticket-01980000-0000-7000-8000-000000000001',
    optional: true,
  })
  stream?: string;

  @FromField(
    'Where it begins: `now` (default), `start` (back-fill: the whole history), or the first position of the log that is wanted.',
  )
  from?: number | 'now' | 'start';

  @BooleanField(personal)
  personal?: boolean;
}

export class AmendWebhookBody {
  @TextField({ ...url, optional: true })
  url?: string;

  @TextField({
    description: 'What it is for; an empty text: nothing is said.',
    lengthMin: 0,
    lengthMax: DESCRIPTION_LENGTH_MAX,
    optional: true,
  })
  description?: string;

  @EnumListField(EVENT_TYPES, {
    description:
      'Only events of these types; an empty list: of every type. What waits and is not wanted any more is dropped; a wider filter counts from where the webhook has read.',
    optional: true,
  })
  types?: string[];

  @TextField({
    description: 'Only events of this stream; an empty text: of every stream.',
    lengthMin: 0,
    lengthMax: STREAM_NAME_LENGTH_MAX,
    pattern: streamPattern('|'),
    example: 'ticket-01980000-0000-7000-8000-000000000001',
    optional: true,
  })
  stream?: string;

  @BooleanField(personal)
  personal?: boolean;
}

export class RotateSecretBody {
  @IntegerField({
    description: `How long the secrets before it go on to sign beside the new one; ${SECRET_OVERLAP_HOURS} where it is not given, 0: they end at once.`,
    min: 0,
    max: SECRET_OVERLAP_HOURS_MAX,
    optional: true,
  })
  overlapHours?: number;
}

export class RedeliverBody {
  @IntegerField({
    description: 'The first position of the log that is delivered again.',
    min: 1,
    max: Number.MAX_SAFE_INTEGER,
  })
  from!: number;
}

/** Of lists that take no filter. */
class NoFilters {}

export class LinesQuery extends pageQueryOf(NoFilters) {}

export class DeliveriesQuery extends LinesQuery {
  @BooleanField({ description: 'Only those that failed.', optional: true })
  failed?: boolean;
}
