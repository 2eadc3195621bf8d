/** Why a row cannot be used. Refusals of the ticket’s own rules keep their own codes (`TICKET.…`). */
export const ROW_CODES = {
  'ROW.COLUMN_COUNT': 'it has more or fewer columns than the header',
  'ROW.BROKEN_QUOTES': 'a quote is not closed, or something follows a closed one',
  'ROW.TOO_LONG': 'the line is longer than the importer reads',
  'ROW.NUL_CHARACTER': 'it holds a NUL character',
  'ROW.BAD_ENCODING': 'it holds bytes that are no text in the encoding of the mapping',
  'ROW.EMPTY': 'a field that is needed is empty',
  'ROW.UNKNOWN_STATE': 'the state is not among the states of the mapping',
  'ROW.UNKNOWN_VALUE': 'the value is not among the values of the mapping',
  'ROW.BAD_TIME': 'the time is not in one of the forms of the mapping',
  'ROW.FUTURE_TIME': 'the time has not come yet',
  'ROW.BAD_NUMBER': 'the order column holds no number',
  'ROW.VALUE_TOO_LONG': 'the value is longer than the field allows',
  'ROW.CASE_TOO_LONG': 'the case has more rows than the importer takes',
  'ROW.NO_WAY': 'no commands of the workflow lead from the ticket’s state to this one',
  'ROW.TICKET_DIFFERS':
    'the ticket is there already and does not begin with what the file says of it',
} as const;

export type RowCode = keyof typeof ROW_CODES;

/** A row that was not used, for the rejects file. */
export interface Rejection {
  readonly line: number;
  /** One of `ROW_CODES`, or the code of the refusal of the ticket’s rules. */
  readonly code: string;
  /** The column as the mapping names it; empty: the row as a whole. */
  readonly column: string;
  readonly value: string;
  readonly reason: string;
  /** The row as it stands in the file. */
  readonly text: string;
}

/** How much of an offending value is shown beside the reason. */
const VALUE_SHOWN_CHARS_MAX = 100;

export const shown = (value: string): string =>
  value.length <= VALUE_SHOWN_CHARS_MAX ? value : `${value.slice(0, VALUE_SHOWN_CHARS_MAX)}…`;
