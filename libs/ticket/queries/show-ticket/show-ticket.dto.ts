import { ApiExtraModels, ApiProperty, getSchemaPath, OmitType } from '@nestjs/swagger';
import {
  AsOfQuery,
  MoneyAnswer,
  nullable,
  ShownFlag,
  ShownId,
  ShownInstant,
  ShownInteger,
  ShownText,
  ShownWord,
} from '@gongdan/platform';
import { ASKED_COMMANDS } from '../../domain/index.js';
import { TicketItem } from '../list-tickets/list-tickets.dto.js';

/** The last so many events are shown with the ticket; `GET /tickets/{id}/events` has all. */
export const TIMELINE_LENGTH_MAX = 100;

export class ShowTicketQuery extends AsOfQuery {}

export class WorkAnswer {
  @ShownId('Who worked.')
  technicianId: string;

  @ShownText('What was done.')
  description: string;

  @ShownInteger('How long it took, in minutes.')
  minutes: number;

  @ShownFlag('Warranty covers it.')
  coveredByWarranty: boolean;

  @ShownInstant('When it was done.')
  occurredAt: string;

  @ShownInteger('The resolution cycle it belongs to.')
  cycle: number;
}

export class PartAnswer {
  @ShownId('Code of the part.')
  code: string;

  @ShownText('What it is.')
  description: string;

  @ShownInteger('How many.')
  quantity: number;

  @ApiProperty({ type: MoneyAnswer, description: 'Price of one.' })
  unitPrice: MoneyAnswer;

  @ShownFlag('Warranty covers it.')
  coveredByWarranty: boolean;

  @ShownInteger('The resolution cycle it belongs to.')
  cycle: number;
}

export class SignatureAnswer {
  @ShownText('Who signed.')
  signedBy: string;

  @ShownText('What the customer remarked.', nullable)
  remark: string | null;

  @ShownInstant('When.')
  occurredAt: string;
}

export class AttachmentAnswer {
  @ShownId('The file, for GET /tickets/{id}/attachments/{attachmentId}.')
  attachmentId: string;

  @ShownText('Its name.')
  fileName: string;

  @ShownText('Its media type, as the sender said.')
  mediaType: string;

  @ShownInteger('Its size in bytes.')
  sizeBytes: number;

  @ShownText('SHA-256 of its bytes, lower-case hex.')
  sha256: string;
}

export class CommandFieldAnswer {
  @ShownText('Member of the command’s body.')
  name: string;

  @ShownFlag('It must be given.')
  required: boolean;
}

export class AllowedCommand {
  @ShownWord(ASKED_COMMANDS, 'The command: POST /tickets/{id}/{command}.')
  command: string;

  @ApiProperty({ type: 'boolean', enum: [true] })
  allowed: true;

  @ApiProperty({
    type: [CommandFieldAnswer],
    description: 'What its body takes, beside `occurredAt`.',
  })
  fields: readonly CommandFieldAnswer[];
}

export class RefusedCommand {
  @ShownWord(ASKED_COMMANDS, 'The command.')
  command: string;

  @ApiProperty({ type: 'boolean', enum: [false] })
  allowed: false;

  @ShownText('Why not, as a stable code.')
  code: string;

  @ShownText('Why not, in one sentence.')
  message: string;

  @ApiProperty({ type: 'string', description: 'What can be done about it.', required: false })
  hint?: string;
}

export class TimelineEntry {
  @ShownInteger('Version of the ticket after it.')
  version: number;

  @ShownText('Type of the event.')
  type: string;

  @ShownInstant('When it happened.')
  occurredAt: string;

  @ShownInstant('When it was recorded.')
  recordedAt: string;

  @ShownText('Who caused it.')
  actor: string;

  @ShownId('The state it led to, where it moved the ticket.', nullable)
  state: string | null;
}

@ApiExtraModels(AllowedCommand, RefusedCommand)
export class TicketAnswer extends OmitType(TicketItem, ['position'] as const) {
  @ShownInteger('Position of the log that the answer shows.')
  position: number;

  @ShownText('What is wrong, in full.')
  description: string;

  @ShownInstant('When it got into its state.', nullable)
  stateSince: string | null;

  @ShownText('What was said about the pause.', nullable)
  pauseNote: string | null;

  @ShownFlag('The customer asked for the appointment’s window.')
  appointmentRequestedByCustomer: boolean;

  @ApiProperty({ type: [WorkAnswer], description: 'Work of all cycles.' })
  work: readonly WorkAnswer[];

  @ApiProperty({ type: [PartAnswer], description: 'Parts of all cycles.' })
  parts: readonly PartAnswer[];

  @ShownText('What came of it, in this cycle.', nullable)
  resolution: string | null;

  @ApiProperty({
    type: () => SignatureAnswer,
    nullable: true,
    description: 'The customer’s signature of this cycle.',
  })
  signature: SignatureAnswer | null;

  @ShownFlag('The manager countersigned, in this cycle.')
  countersigned: boolean;

  @ApiProperty({ type: [AttachmentAnswer], description: 'Files.' })
  attachments: readonly AttachmentAnswer[];

  @ApiProperty({
    description:
      'Every command: whether this caller may give it now, and with what fields, or why not. Empty with asOf: nothing can be done in the past.',
    type: 'array',
    items: {
      oneOf: [{ $ref: getSchemaPath(AllowedCommand) }, { $ref: getSchemaPath(RefusedCommand) }],
    },
  })
  commands: readonly (AllowedCommand | RefusedCommand)[];

  @ApiProperty({
    type: [TimelineEntry],
    maxItems: TIMELINE_LENGTH_MAX,
    description: `The last ${TIMELINE_LENGTH_MAX} events, in the order of the stream.`,
  })
  timeline: readonly TimelineEntry[];
}
