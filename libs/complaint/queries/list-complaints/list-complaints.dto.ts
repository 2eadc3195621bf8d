import {
  ESCALATION_LEVELS,
  SEVERITIES,
  type EscalationLevel,
  type Severity,
} from '@gongdan/contracts';
import {
  EnumField,
  FreshQuery,
  IdField,
  pageAnswerOf,
  pageQueryOf,
  ShownFlag,
  ShownId,
  ShownIds,
  ShownInstant,
  ShownInteger,
  ShownText,
  ShownWord,
  type Shown,
  nullable,
} from '@gongdan/platform';
import { ANSWER_CHANNELS } from '../../commands/answer-complaint/answer-complaint.dto.js';
import type { ComplaintRow } from '../../projections/complaint/complaint.projection.js';

const COMPLAINT_STATUSES = ['open', 'answered', 'closed'] as const;

export class ComplaintFilterQuery extends FreshQuery {
  @EnumField(COMPLAINT_STATUSES, { description: 'Status.', optional: true })
  status?: string;

  @EnumField(SEVERITIES, { description: 'Severity.', optional: true })
  severity?: Severity;

  @EnumField(ESCALATION_LEVELS, { description: 'Step of the escalation ladder.', optional: true })
  level?: EscalationLevel;

  @IdField({ description: 'The person or role that owns it.', optional: true })
  ownerId?: string;

  @IdField({ description: 'Who complains.', optional: true })
  customerId?: string;

  @IdField({ description: 'A ticket it is about.', optional: true })
  ticketId?: string;
}

export class ListComplaintsQuery extends pageQueryOf(ComplaintFilterQuery) {}

/** Personal members are null once the customer is forgotten. */
export class ComplaintItem implements Shown<ComplaintRow> {
  @ShownId('The complaint.')
  complaintId: string;

  @ShownId('Who complains.')
  customerId: string;

  @ShownIds('The tickets it is about.')
  ticketIds: readonly string[];

  @ShownWord(['customer', 'survey', 'staff'], 'Where it came from.')
  source: string;

  @ShownWord(SEVERITIES, 'Severity.')
  severity: string;

  @ShownText('What it is about.', nullable)
  description: string | null;

  @ShownId('The person who owns it, or a role until someone is named.')
  ownerId: string;

  @ShownWord(ESCALATION_LEVELS, 'Step of the escalation ladder.')
  level: string;

  @ShownWord(COMPLAINT_STATUSES, 'Status.')
  status: 'open' | 'answered' | 'closed';

  @ShownInteger('How often it climbed the ladder.')
  escalations: number;

  @ShownWord(ANSWER_CHANNELS, 'How the customer was told.', nullable)
  answerChannel: string | null;

  @ShownText('The newest answer.', nullable)
  answer: string | null;

  @ShownFlag('Closed because the customer accepted the answer.', nullable)
  acceptedByCustomer: boolean | null;

  @ShownText('Why it was closed.', nullable)
  closeReason: string | null;

  @ShownInstant('When it was taken up.')
  openedAt: string;

  @ShownInstant('When the newest answer was given.', nullable)
  answeredAt: string | null;

  @ShownInstant('When it was closed.', nullable)
  closedAt: string | null;

  @ShownInteger('Version, for If-Match.')
  version: number;
}

export const ComplaintPage = pageAnswerOf(ComplaintItem, 'ComplaintPage');
