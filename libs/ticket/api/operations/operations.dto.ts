import { DEAD_LETTERS_LISTED_MAX } from '@gongdan/event-feed';
import { ShownId, ShownInstant, ShownInteger, ShownText, TextField } from '@gongdan/platform';
import { ApiProperty } from '@nestjs/swagger';

const CONSUMER_NAME_LENGTH_MAX = 100;
const STREAM_NAME_LENGTH_MAX = 200;

const optionalText = (description: string): PropertyDecorator =>
  ApiProperty({ type: 'string', required: false, description });

export class RebuildItem {
  @ShownInteger('Version that is being built.')
  version: number;

  @ShownText('folding, indexing, catching-up, swapping, failed or abandoned.')
  phase: string;

  @ShownInteger('Position of the log it has reached.')
  position: number;

  @ShownInteger('Position it has to reach.')
  total: number;

  @ApiProperty({ type: 'number', description: 'How fast it goes.' })
  eventsPerSecond: number;

  @ShownInstant('When it began.')
  startedAt: string;

  @optionalText('Why it failed.')
  error?: string;
}

export class ProjectionItem {
  @ShownId('Its name.')
  name: string;

  @ShownId('Its table.')
  table: string;

  @ShownInteger('Version of the live table.')
  liveVersion: number;

  @ApiProperty({ type: 'integer', required: false, description: 'Version of this engine’s code.' })
  version?: number;

  @ShownInteger('Position of the log that it shows.')
  position: number;

  @ShownInteger('How many events it is behind.')
  lagEvents: number;

  @ShownInteger('Age of the oldest event that it lacks, in milliseconds.')
  lagMs: number;

  @ShownText('starting, catching-up, live, retrying, stopped, fenced or outdated.')
  state: string;

  @ShownInteger('Events that it could not handle, and their followers.')
  deadLetters: number;

  @optionalText('Why the last try failed.')
  lastError?: string;

  @ApiProperty({
    type: 'string',
    format: 'date-time',
    required: false,
    description: 'When the live table was rebuilt last.',
  })
  rebuiltAt?: string;

  @ApiProperty({ type: RebuildItem, required: false, description: 'The rebuild that goes on.' })
  rebuild?: RebuildItem;
}

export class ProjectionsAnswer {
  @ShownInteger('Position of the newest event of the log.')
  position: number;

  @ApiProperty({ type: [ProjectionItem] })
  items: readonly ProjectionItem[];
}

export class DeadLettersQuery {
  @TextField({
    description: 'Only of this consumer, e.g. projection:ticket-detail.',
    lengthMax: CONSUMER_NAME_LENGTH_MAX,
    optional: true,
  })
  consumer?: string;

  @TextField({
    description: 'Only of this stream, e.g. ticket-0198….',
    lengthMax: STREAM_NAME_LENGTH_MAX,
    optional: true,
  })
  stream?: string;
}

export class DeadLetterItem {
  @ShownText('Who could not handle it.')
  consumer: string;

  @ShownInteger('The event’s place in the log.')
  position: number;

  @ShownText('The stream that is parked.')
  stream: string;

  @ShownId('The event.')
  eventId: string;

  @ShownText('Its type.')
  eventType: string;

  @ShownText('Why it failed, or that it follows one that did.')
  reason: string;

  @ShownInteger('How often it was tried.')
  attempts: number;

  @ShownInstant('When it was parked.')
  parkedAt: string;
}

export class DeadLettersAnswer {
  @ApiProperty({
    type: [DeadLetterItem],
    maxItems: DEAD_LETTERS_LISTED_MAX,
    description:
      'In order of consumer and position. Where there are more than fit, the first ones of every stream.',
  })
  items: readonly DeadLetterItem[];
}

export class ReplayBody {
  @TextField({ description: 'The consumer.', lengthMax: CONSUMER_NAME_LENGTH_MAX })
  consumer: string;

  @TextField({ description: 'The stream.', lengthMax: STREAM_NAME_LENGTH_MAX })
  stream: string;
}

export class ReplayAnswer {
  @ShownInteger('How many letters were handled and removed.')
  handled: number;
}
