/**
 * A CSV tokeniser for dirty files. Written here, although good CSV libraries exist, because an importer
 * that accounts for every row needs three things they do not give together: the line a record begins on,
 * its original text, and recovery: a quote that is never closed costs the one line it stands on and not
 * everything up to the next quote in the file.
 */
export interface CsvDialect {
  /** One to five characters. */
  readonly delimiter: string;
  /** One character, or null where the file knows no quotes. */
  readonly quote: string | null;
  /** How a quote inside a quoted field is written: twice, or after a backslash. */
  readonly escape: 'doubled' | 'backslash';
}

export interface CsvRecord {
  /** Physical line on which the record begins; the first line of the file is 1. */
  readonly line: number;
  /** As it stands in the file, without the line end. */
  readonly text: string;
  readonly fields: readonly string[];
  /** Why the fields cannot be trusted; `fields` is empty then. */
  readonly problem?: CsvProblem;
}

export type CsvProblem = 'broken-quotes' | 'record-too-long';

/** Longest record, in characters; also how far the end of a quoted field is looked for. */
export const RECORD_CHARS_MAX = 262_144;
/** How much of a record that is too long is kept as its text. */
const TEXT_KEPT_CHARS_MAX = 1_000;
/** A file without a `\n` in so many characters ends its lines with `\r`. */
const LINE_END_SOUGHT_CHARS = 65_536;

type Parsed = { readonly fields: string[]; readonly end: number } | 'incomplete' | 'broken';

/** Fed with pieces of text, answers the records that they complete. Holds one record at most. */
export class CsvRecords {
  private rest = '';
  private line = 1;
  /** Inside a line that is too long: everything is dropped up to its end. */
  private skipping = false;
  private lineEnd: '\n' | '\r' | undefined;

  constructor(private readonly dialect: CsvDialect) {}

  push(piece: string): CsvRecord[] {
    return this.take(this.rest + piece, false);
  }

  /** The records that remain once the file has ended. */
  end(): CsvRecord[] {
    return this.take(this.rest, true);
  }

  private take(text: string, ended: boolean): CsvRecord[] {
    const records: CsvRecord[] = [];
    let at = 0;
    while (at < text.length) {
      const next = this.next(text, at, ended, records);
      if (next === undefined) break;
      at = next;
    }
    this.rest = text.slice(at);
    return records;
  }

  /** Reads one record at `at`, answers where the next one begins; undefined: more text is needed. */
  private next(text: string, at: number, ended: boolean, records: CsvRecord[]): number | undefined {
    const lineEnd = this.lineEndOf(text, ended);
    const found = lineEnd === undefined ? -1 : text.indexOf(lineEnd, at);
    if (found === -1 && !ended) return this.unfinishedLine(text, at, records);
    const stop = found === -1 ? text.length : found;
    const after = found === -1 ? stop : found + 1;
    if (this.skipping) return this.lineDone(after);
    const line = withoutReturn(text.slice(at, stop));
    if (line.length > RECORD_CHARS_MAX) {
      records.push(this.broken(line, 'record-too-long'));
      return this.lineDone(after);
    }
    const { quote, delimiter } = this.dialect;
    if (quote === null || !line.includes(quote)) {
      if (line.length > 0) {
        records.push({ line: this.line, text: line, fields: line.split(delimiter) });
      }
      return this.lineDone(after);
    }
    return this.quoted(text, at, { line, after, ended, records });
  }

  private quoted(
    text: string,
    at: number,
    first: { line: string; after: number; ended: boolean; records: CsvRecord[] },
  ): number | undefined {
    const parsed = this.parse(text, at, first.ended);
    if (parsed === 'incomplete' && !first.ended && text.length - at < RECORD_CHARS_MAX) {
      return undefined;
    }
    if (parsed === 'incomplete' || parsed === 'broken' || parsed.end - at > RECORD_CHARS_MAX) {
      first.records.push(this.broken(first.line, 'broken-quotes'));
      return this.lineDone(first.after);
    }
    const whole = text.slice(at, parsed.end);
    first.records.push({ line: this.line, text: withoutReturn(whole), fields: parsed.fields });
    this.line += countOf(whole, this.lineEnd ?? '\n');
    return this.lineDone(Math.min(parsed.end + 1, text.length));
  }

  /** Splits a record with quoted fields; `end` is the index of its line end (or of the text’s end). */
  private parse(text: string, start: number, ended: boolean): Parsed {
    const { delimiter } = this.dialect;
    // What follows a field can be judged only once it is there: a second quote, a delimiter, `\r\n`.
    const judgedWithin = ended ? text.length : text.length - Math.max(2, delimiter.length);
    const quote = this.dialect.quote ?? '';
    const lineEnd = this.lineEnd ?? '\n';
    const fields: string[] = [];
    let at = start;
    for (;;) {
      if (text.startsWith(quote, at)) {
        const field = this.quotedField(text, at + 1, quote);
        if (field === undefined) return 'incomplete';
        fields.push(field.value);
        at = field.end;
        if (at > judgedWithin) return 'incomplete';
        if (!endsRecord(text, at, lineEnd) && !text.startsWith(delimiter, at)) return 'broken';
      } else {
        const stop = firstOf(text.indexOf(delimiter, at), text.indexOf(lineEnd, at), text.length);
        const value = text.slice(at, stop);
        fields.push(text.startsWith(delimiter, stop) ? value : withoutReturn(value));
        at = stop;
        if (at > judgedWithin) return 'incomplete';
      }
      if (!text.startsWith(delimiter, at)) {
        return { fields, end: text.startsWith('\r\n', at) ? at + 1 : at };
      }
      at += delimiter.length;
    }
  }

  private quotedField(
    text: string,
    start: number,
    quote: string,
  ): { value: string; end: number } | undefined {
    const backslash = this.dialect.escape === 'backslash';
    let value = '';
    let from = start;
    for (;;) {
      const close = text.indexOf(quote, from);
      const escape = backslash ? text.indexOf('\\', from) : -1;
      if (escape !== -1 && (close === -1 || escape < close)) {
        if (escape + 1 >= text.length) return undefined;
        value += text.slice(from, escape) + text.charAt(escape + 1);
        from = escape + 2;
        continue;
      }
      if (close === -1) return undefined;
      value += text.slice(from, close);
      if (backslash || text[close + 1] !== quote) return { value, end: close + 1 };
      value += quote;
      from = close + 2;
    }
  }

  private unfinishedLine(text: string, at: number, records: CsvRecord[]): number | undefined {
    if (text.length - at <= RECORD_CHARS_MAX) return undefined;
    if (!this.skipping) records.push(this.broken(text.slice(at), 'record-too-long'));
    this.skipping = true;
    return text.length;
  }

  private lineDone(after: number): number {
    this.line += 1;
    this.skipping = false;
    return after;
  }

  private broken(text: string, problem: CsvProblem): CsvRecord {
    return { line: this.line, text: text.slice(0, TEXT_KEPT_CHARS_MAX), fields: [], problem };
  }

  /** `\n` (also after `\r`), unless there is no `\n` far and wide, as on old Macs. */
  private lineEndOf(text: string, ended: boolean): '\n' | '\r' | undefined {
    if (this.lineEnd !== undefined) return this.lineEnd;
    if (text.includes('\n')) return (this.lineEnd = '\n');
    if (!ended && text.length < LINE_END_SOUGHT_CHARS) return undefined;
    return (this.lineEnd = text.includes('\r') ? '\r' : '\n');
  }
}

const endsRecord = (text: string, at: number, lineEnd: string): boolean =>
  at >= text.length ||
  text[at] === lineEnd ||
  (text[at] === '\r' && (text[at + 1] === '\n' || at + 1 === text.length));

const withoutReturn = (text: string): string => (text.endsWith('\r') ? text.slice(0, -1) : text);

const firstOf = (...indexes: readonly number[]): number =>
  Math.min(...indexes.filter((index) => index !== -1));

function countOf(text: string, part: string): number {
  let count = 0;
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + 1)) count += 1;
  return count;
}
