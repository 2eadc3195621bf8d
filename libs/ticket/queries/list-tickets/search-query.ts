import { invalidQuery } from '@gongdan/platform';
import { searchTerms, TERMS_MAX, type SearchTerm } from '@gongdan/core';
import { SEARCH_VECTOR, type TicketSearchRow } from '../../projections/index.js';
import type { Queryable } from '../shared/read-models.js';
import type { SearchSpan } from './search-spans.js';
import type { Bind } from './ticket-filter.js';

/**
 * For the rest of the transaction: words are looked up in their index, whatever it seems to cost. The
 * planner takes making a row's words for free; done for every row of a table it takes 25 µs each. Hits of
 * a common word must fit into memory, or all their rows would be looked at once more.
 */
export const searchByIndex = (client: Queryable): Promise<unknown> =>
  client.query(
    `SELECT set_config('enable_seqscan', 'off', true), set_config('work_mem', '64MB', true)`,
  );

/** Shorter beginnings stand for too many words. */
const PREFIX_LENGTH_MIN = 3;

/** What a text query looks for: tickets that have all of its words. */
export class SearchQuery {
  private readonly terms: readonly SearchTerm[];

  /** Throws `REQUEST.INVALID_QUERY` where there is no word in it, or too many. */
  constructor(text: string) {
    this.terms = searchTerms(text);
    if (this.terms.length === 0 || this.terms.length > TERMS_MAX) {
      throw invalidQuery('/text', `must have 1 to ${TERMS_MAX} words of letters or digits`);
    }
    if (this.terms.some(({ word, prefix }) => prefix && word.length < PREFIX_LENGTH_MIN)) {
      throw invalidQuery('/text', `must have at least ${PREFIX_LENGTH_MIN} letters before a *`);
    }
  }

  /** The condition that a row of ticket_search (alias `s`) has the words, and one of the span's. */
  condition(bind: Bind, span?: SearchSpan): string {
    const words = this.terms.map(({ word, prefix }) => lexeme(word) + (prefix ? ':*' : ''));
    const all = span?.words ? [`(${span.words.map(lexeme).join(' | ')})`, ...words] : words;
    return `${SEARCH_VECTOR} @@ ${bind(all.join(' & '))}::tsquery`;
  }

  /** What `condition` says in SQL, said of a row in memory. */
  finds(row: TicketSearchRow): boolean {
    const words = [
      ...row.fixed_words,
      ...row.title_words,
      ...row.description_words,
      ...row.device_words,
      ...(row.contact_words ?? []),
      ...(row.address_words ?? []),
    ];
    return this.terms.every(({ word, prefix }) =>
      words.some((candidate) => (prefix ? candidate.startsWith(word) : candidate === word)),
    );
  }
}

const lexeme = (word: string): string => `'${word.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
