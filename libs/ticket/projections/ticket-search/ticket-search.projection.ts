import { remembered } from '@gongdan/contracts';
import { searchWords, type RecordedEvent } from '@gongdan/core';
import type { Column, Projection } from '@gongdan/projections';
import {
  ageOf,
  asTicketEvent,
  ROW_AGE_COLUMNS,
  ticketIdOf,
  type DataOf,
  type RowAge,
} from '../ticket-event.js';
import { dayWords } from './day-words.js';

/** The words a ticket can be found by. Apart from the lists' table, since it hardly ever changes. */
export type TicketSearchRow = RowAge & {
  readonly id: string;
  readonly customer_id: string;
  readonly registered_at: string;
  /** Number, key in the log it was imported from, day and month of registration. */
  readonly fixed_words: readonly string[];
  readonly title_words: readonly string[];
  readonly description_words: readonly string[];
  readonly device_words: readonly string[];
  readonly contact_words: readonly string[] | null;
  readonly address_words: readonly string[] | null;
};

const words: Column = { type: 'text[]' };
const personalWords: Column = { type: 'text[]', nullable: true, personal: true };

/** The indexed expression: a query must spell it the same way to be served by the index. */
export const SEARCH_VECTOR =
  'array_to_tsvector(fixed_words || title_words || description_words || device_words' +
  " || coalesce(contact_words, '{}'::text[]) || coalesce(address_words, '{}'::text[]))";

export const ticketSearchProjection: Projection<TicketSearchRow> = {
  name: 'ticket-search',
  version: 1,
  table: 'ticket_search',
  columns: {
    id: { type: 'text' },
    customer_id: { type: 'text' },
    registered_at: { type: 'timestamptz' },
    ...ROW_AGE_COLUMNS,
    fixed_words: words,
    title_words: words,
    description_words: words,
    device_words: words,
    contact_words: personalWords,
    address_words: personalWords,
  },
  key: 'id',
  indexes: [`USING gin ((${SEARCH_VECTOR}))`],
  types: ['TicketRegistered', 'TicketAmended'],
  keyOf: ticketIdOf,
  apply(row: TicketSearchRow | undefined, recorded: RecordedEvent): TicketSearchRow | undefined {
    const event = asTicketEvent(recorded);
    if (event.type === 'TicketRegistered') {
      return { ...opened(event.data, event.occurredAt), ...ageOf(undefined, event) };
    }
    if (row === undefined || event.type !== 'TicketAmended') return row;
    return { ...row, ...amended(event.data), ...ageOf(row, event) };
  },
};

const opened = (data: DataOf<'TicketRegistered'>, registeredAt: string) => ({
  id: data.ticketId,
  customer_id: data.customerId,
  registered_at: registeredAt,
  fixed_words: [...dayWords(registeredAt), ...searchWords(data.number, data.source?.key)],
  title_words: searchWords(data.title),
  description_words: searchWords(data.description),
  device_words: deviceWords(data.device),
  contact_words: contactWords(data.contact),
  address_words: personal(data.site?.address),
});

const amended = (data: DataOf<'TicketAmended'>): Partial<TicketSearchRow> => ({
  ...(data.title === undefined ? {} : { title_words: searchWords(data.title) }),
  ...(data.description === undefined ? {} : { description_words: searchWords(data.description) }),
  ...(data.device === undefined ? {} : { device_words: deviceWords(data.device) }),
  ...(data.contact === undefined ? {} : { contact_words: contactWords(data.contact) }),
  ...(data.site === undefined ? {} : { address_words: personal(data.site.address) }),
});

const deviceWords = (device: DataOf<'TicketRegistered'>['device']): string[] =>
  searchWords(device?.model, device?.specification, device?.serial);

const contactWords = (contact: DataOf<'TicketRegistered'>['contact']): string[] | null =>
  contact === undefined ? null : personal(contact.name, contact.phone, contact.email);

/** Null where there is nothing to remember, so that a forgotten customer's row equals a rebuilt one. */
function personal(...texts: readonly (string | undefined)[]): string[] | null {
  const found = searchWords(...texts.map(remembered));
  return found.length === 0 ? null : found;
}
