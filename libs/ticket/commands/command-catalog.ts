import { invariant } from '@gongdan/core';
import type { OccurredBody } from '@gongdan/platform';
import {
  ASKED_COMMANDS,
  type AskedCommandName,
  type AttachInput,
  type CommandField,
  type RegisterInput,
  type TicketCommandInputs,
} from '../domain/index.js';
import { AcceptTicketDto } from './accept/accept-ticket.dto.js';
import { AmendTicketDto } from './amend/amend-ticket.dto.js';
import { ApproveDispatchDto } from './approve-dispatch/approve-dispatch.dto.js';
import { ArchiveTicketDto } from './archive/archive-ticket.dto.js';
import { ArriveDto } from './arrive/arrive.dto.js';
import { AssignTicketDto } from './assign/assign-ticket.dto.js';
import { AttachFileDto } from './attach/attach-file.dto.js';
import { CancelTicketDto } from './cancel/cancel-ticket.dto.js';
import { ClassifyTicketDto } from './classify/classify-ticket.dto.js';
import { CloseTicketDto } from './close/close-ticket.dto.js';
import { CommentTicketDto } from './comment/comment-ticket.dto.js';
import { CountersignTicketDto } from './countersign/countersign-ticket.dto.js';
import { DeclineTicketDto } from './decline/decline-ticket.dto.js';
import { DepartDto } from './depart/depart.dto.js';
import { EscalateTicketDto } from './escalate/escalate-ticket.dto.js';
import { FinishWorkDto } from './finish/finish-work.dto.js';
import { MergeTicketDto } from './merge/merge-ticket.dto.js';
import { MigrateWorkflowDto } from './migrate-workflow/migrate-workflow.dto.js';
import { PauseWorkDto } from './pause/pause-work.dto.js';
import { PrioritiseTicketDto } from './prioritise/prioritise-ticket.dto.js';
import { ReassignTicketDto } from './reassign/reassign-ticket.dto.js';
import { RecordPartsDto } from './record-parts/record-parts.dto.js';
import { RecordWorkDto } from './record-work/record-work.dto.js';
import { RegisterTicketDto } from './register/register-ticket.dto.js';
import { ReopenTicketDto } from './reopen/reopen-ticket.dto.js';
import { ResumeWorkDto } from './resume/resume-work.dto.js';
import { ScheduleTicketDto } from './schedule/schedule-ticket.dto.js';
import { SettleTicketDto } from './settle/settle-ticket.dto.js';
import { SignTicketDto } from './sign/sign-ticket.dto.js';
import { StartWorkDto } from './start/start-work.dto.js';

/** A file whose bytes the edge has stored. */
export interface StoredFile {
  readonly sizeBytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

/** What the edge adds to a body: only register needs id and number, only attach the file. */
export interface EdgeValues {
  readonly ticketId?: string;
  readonly number?: string;
  readonly file?: StoredFile;
}

/** One command as the edge sees it. */
export interface CatalogEntry<Name extends AskedCommandName = AskedCommandName> {
  readonly name: Name;
  /** Validates and documents the body. */
  readonly dto: new () => OccurredBody;
  /** One sentence for the OpenAPI document. */
  readonly summary: string;
  /**
   * The decider’s input from a validated body. Throws where the edge forgot a value it must add.
   */
  toInput(body: OccurredBody, edge: EdgeValues): TicketCommandInputs[Name];
}

/** A command whose input is its body, without the moment. */
const entry = <Name extends AskedCommandName, Dto extends OccurredBody & TicketCommandInputs[Name]>(
  name: Name,
  dto: new () => Dto,
  summary: string,
): CatalogEntry<Name> => ({
  name,
  dto,
  summary,
  toInput: (body) => withoutMoment<TicketCommandInputs[Name]>(body),
});

function withoutMoment<Input>(body: OccurredBody): Input {
  const { occurredAt: _occurredAt, ...input } = Object.fromEntries(Object.entries(body));
  return input as Input;
}

const register: CatalogEntry<'register'> = {
  name: 'register',
  dto: RegisterTicketDto,
  summary: 'Write a request into the service register and open its voucher.',
  toInput: (body, { ticketId, number }): RegisterInput => {
    invariant(ticketId !== undefined && number !== undefined, 'register needs id and number');
    return { ...withoutMoment<RegisterInput>(body), ticketId, number };
  },
};

const attach: CatalogEntry<'attach'> = {
  name: 'attach',
  dto: AttachFileDto,
  summary: 'Attach a file: a photo, a form, a report.',
  toInput: (body, { file }): AttachInput => {
    invariant(file, 'attach needs the stored file');
    const { fileName, mediaType } = body as AttachFileDto;
    return { fileName, mediaType, sizeBytes: file.sizeBytes, sha256: file.sha256 };
  },
};

const entries: { readonly [Name in AskedCommandName]: CatalogEntry<Name> } = {
  register,
  amend: entry('amend', AmendTicketDto, 'Correct or complete what the register says.'),
  classify: entry(
    'classify',
    ClassifyTicketDto,
    'Correct the service category: before work began also the workflow, after it only billing, where there is any.',
  ),
  prioritise: entry('prioritise', PrioritiseTicketDto, 'Change the priority.'),
  'approve-dispatch': entry('approve-dispatch', ApproveDispatchDto, 'Release for dispatch.'),
  assign: entry('assign', AssignTicketDto, 'Name the technician (and assistants) for the visit.'),
  accept: entry('accept', AcceptTicketDto, 'Take the visit on, as its technician.'),
  decline: entry('decline', DeclineTicketDto, 'Give the visit back, to be assigned anew.'),
  reassign: entry('reassign', ReassignTicketDto, 'Give the visit to another technician.'),
  schedule: entry('schedule', ScheduleTicketDto, 'Agree an appointment window.'),
  depart: entry('depart', DepartDto, 'Set out for the site.'),
  arrive: entry('arrive', ArriveDto, 'Report the arrival at the site.'),
  start: entry('start', StartWorkDto, 'Begin work.'),
  pause: entry('pause', PauseWorkDto, 'Let work rest, for a reason.'),
  resume: entry('resume', ResumeWorkDto, 'Go on where the ticket was paused.'),
  'record-work': entry('record-work', RecordWorkDto, 'Record what was done and how long it took.'),
  'record-parts': entry('record-parts', RecordPartsDto, 'Record the parts that were used.'),
  finish: entry('finish', FinishWorkDto, 'Report the work as done.'),
  sign: entry('sign', SignTicketDto, 'Record the customer’s signature on the voucher.'),
  countersign: entry('countersign', CountersignTicketDto, 'Countersign the finished voucher.'),
  archive: entry('archive', ArchiveTicketDto, 'Archive the voucher; billing takes over.'),
  settle: entry('settle', SettleTicketDto, 'Say that billing is done with the ticket.'),
  close: entry('close', CloseTicketDto, 'End the journey.'),
  cancel: entry('cancel', CancelTicketDto, 'Withdraw the request before work began.'),
  reopen: entry('reopen', ReopenTicketDto, 'Take a finished ticket up again, in a new cycle.'),
  merge: entry('merge', MergeTicketDto, 'Go on in another ticket, as this one is its duplicate.'),
  comment: entry('comment', CommentTicketDto, 'Write a remark on the voucher.'),
  attach,
  escalate: entry('escalate', EscalateTicketDto, 'Have somebody higher look after it.'),
  'migrate-workflow': entry(
    'migrate-workflow',
    MigrateWorkflowDto,
    'Follow a newer version of the workflow.',
  ),
};

/**
 * Every command of the ticket that callers may ask for, in the order of its journey: what routes and
 * documents are made from.
 */
export const commandCatalog: readonly CatalogEntry[] = ASKED_COMMANDS.map((name) => entries[name]);

export const catalogEntry = <Name extends AskedCommandName>(name: Name): CatalogEntry<Name> =>
  entries[name];

/** What the edge reckons from a file’s bytes, which the body has instead. */
const RECKONED: ReadonlySet<string> = new Set<keyof StoredFile>(['sizeBytes', 'sha256']);
const BYTES: CommandField = { name: 'contentBase64', required: true };

/** The fields of a command’s input as members of its body. */
export const bodyFields = (
  name: AskedCommandName,
  fields: readonly CommandField[],
): readonly CommandField[] =>
  name === 'attach' ? [...fields.filter((field) => !RECKONED.has(field.name)), BYTES] : fields;
