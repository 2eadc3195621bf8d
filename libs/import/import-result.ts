/** What an import did; `rows` is always `applied + noChange + rejected`. */
export interface ImportResult {
  /** Rows of the file, without header and empty lines. */
  readonly rows: number;
  /** Rows that led to at least one event that was not there before this run. */
  readonly applied: number;
  /** Rows that said nothing new: neither to the rows before them nor to what was imported before. */
  readonly noChange: number;
  /** Rows that could not be used; they stand in the rejects file with line and reason. */
  readonly rejected: number;
  /** Tickets that the rows make up. */
  readonly tickets: number;
  /** Events appended by this run, of tickets, customers and technicians. */
  readonly events: number;
  readonly seconds: number;
}

export type ImportCounts = { -readonly [Key in Exclude<keyof ImportResult, 'seconds'>]: number };

export interface ImportProgress {
  /** Part of the work that is done, from 0 to 1. */
  readonly done: number;
  readonly counts: Readonly<ImportCounts>;
}
