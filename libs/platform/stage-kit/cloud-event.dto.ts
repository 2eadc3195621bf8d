import { ApiProperty } from '@nestjs/swagger';
import type { CloudEvent } from '@gongdan/contracts';
import { ShownId, ShownInstant, ShownInteger, ShownText } from './shown.js';

/** CloudEvents 1.0, structured JSON; schemas of `data` by type: docs/reference/events.md. */
export class CloudEventAnswer implements CloudEvent {
  @ApiProperty({ type: 'string', enum: ['1.0'] })
  specversion: '1.0';

  @ShownId('The same in every delivery: by it repeats are recognised.')
  id: string;

  @ShownText('`/gongdan/` and the kind of stream, e.g. /gongdan/ticket.')
  source: string;

  @ShownText('`gongdan.<EventType>.v<schema version>`.')
  type: string;

  @ShownText('The id within the kind. Events of one subject are in order.')
  subject: string;

  @ShownInstant('When it happened.')
  time: string;

  @ApiProperty({ type: 'string', enum: ['application/json'] })
  datacontenttype: 'application/json';

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'What happened. Personal texts read `[forgotten]` once the customer is forgotten.',
  })
  data: Readonly<Record<string, unknown>>;

  @ShownInteger('Place in the log: resume after it.')
  position: number;

  @ShownInteger('Place in its stream.')
  streamversion: number;

  @ShownInstant('When it was recorded.')
  recordedtime: string;

  @ShownText('Who caused it.')
  actor: string;

  @ShownText('Ties together what one undertaking set off.')
  correlationid: string;

  @ApiProperty({
    type: 'string',
    required: false,
    description: 'The event or command that led to it.',
  })
  causationid?: string;

  @ApiProperty({
    type: 'string',
    required: false,
    description: 'Whose personal data may be in it.',
  })
  customerid?: string;
}
