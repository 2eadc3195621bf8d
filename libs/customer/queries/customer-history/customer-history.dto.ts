import {
  EnumField,
  FreshQuery,
  InstantField,
  pageAnswerOf,
  pageQueryOf,
  ShownId,
  ShownInstant,
  ShownInteger,
  ShownText,
  ShownWord,
  type Shown,
  nullable,
} from '@gongdan/platform';
import type { CustomerHistoryRow } from '../../projections/customer-history/customer-history.projection.js';
import {
  HISTORY_KINDS,
  type HistoryKind,
} from '../../projections/customer-history/history-words.js';

const HISTORY_SORTS = ['newest', 'oldest'] as const;

export class HistoryFilterQuery extends FreshQuery {
  @EnumField(HISTORY_KINDS, { description: 'Only what is of this kind.', optional: true })
  kind?: HistoryKind;

  @InstantField({ description: 'Only what happened at this moment or later.', optional: true })
  from?: string;

  @InstantField({ description: 'Only what happened before this moment.', optional: true })
  to?: string;

  @InstantField({
    description: 'The history as of this moment, not in the future: what had happened by then.',
    optional: true,
  })
  asOf?: string;
}

export class CustomerHistoryQuery extends pageQueryOf(HistoryFilterQuery) {
  @EnumField(HISTORY_SORTS, {
    description: 'What comes first; newest where it is not given. By when it happened.',
    optional: true,
  })
  sort?: (typeof HISTORY_SORTS)[number];
}

export class HistoryItem implements Shown<CustomerHistoryRow> {
  @ShownId('The event.')
  eventId: string;

  @ShownInteger('Its place in the log.')
  position: number;

  @ShownId('The customer.')
  customerId: string;

  @ShownInstant('When it happened.')
  occurredAt: string;

  @ShownInstant('When it was recorded.')
  recordedAt: string;

  @ShownWord(HISTORY_KINDS, 'What it is about.')
  kind: HistoryKind;

  @ShownId(
    'The ticket, invoice, survey, complaint, device, contract or customer it is about; of a promise, the ticket or complaint that it was made for.',
  )
  subjectId: string;

  @ShownText('Type of the event.')
  type: string;

  @ShownText('What happened, in a few words; never anything personal.')
  what: string;

  @ShownId('The ticket’s state afterwards, where it moved.', nullable)
  state: string | null;
}

export const HistoryPage = pageAnswerOf(HistoryItem, 'HistoryPage');
