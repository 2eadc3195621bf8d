import type { Instant } from '@gongdan/core';
import { CHANNELS, PRIORITIES, SERVICE_CATEGORIES } from '@gongdan/contracts';
import type { CsvProblem, CsvRecord } from '../csv/csv-records.js';
import { TimeReader } from '../mapping/time-reader.js';
import { SAME_STATE, type FieldSource, type Mapping } from '../mapping/mapping-schema.js';
import type { BoundColumns } from './bind-columns.js';
import {
  fieldReader,
  nameOf,
  rawReader,
  refuseRow,
  RowRefused,
  type FieldReader,
} from './field-reader.js';
import type { ImportedComment, ImportRow, TargetState } from './import-row.js';
import { shown, type Rejection, type RowCode } from './rejection.js';

/** Limits of the fields, as the contracts’ schemas have them (libs/contracts/vocabulary.ts). */
const ID_LENGTH_MAX = 100;
const SHORT_LENGTH_MAX = 200;
const LONG_LENGTH_MAX = 10_000;
const ADDRESS_LENGTH_MAX = 500;
const PHONE_LENGTH_MAX = 50;
const EMAIL_LENGTH_MAX = 254;

const CODE_OF_PROBLEM: Readonly<Record<CsvProblem, RowCode>> = {
  'broken-quotes': 'ROW.BROKEN_QUOTES',
  'record-too-long': 'ROW.TOO_LONG',
};

export type ReadRow =
  | { readonly ok: true; readonly row: ImportRow }
  | { readonly ok: false; readonly rejection: Rejection };

/** Makes rows of records, or says why one cannot be used. Never throws for what a row holds. */
export class RowReader {
  private readonly nulls: ReadonlySet<string>;
  private readonly times: TimeReader;
  private readonly states: ReadonlyMap<string, TargetState>;
  private readonly places: ReturnType<typeof placesOf>;
  private readonly readers: Readers;

  /** `now`: what happens after it has not happened yet. */
  constructor(
    private readonly mapping: Mapping,
    private readonly columns: BoundColumns,
    private readonly now: Instant,
  ) {
    this.nulls = new Set(mapping.file?.nulls ?? []);
    this.times = new TimeReader({
      formats: mapping.times.formats,
      // Where none is given no form needs one.
      zone: mapping.times.zone ?? 'UTC',
      locale: mapping.times.locale ?? 'en',
      ambiguous: mapping.times.ambiguous ?? 'earlier',
      nonexistent: mapping.times.nonexistent ?? 'later',
    });
    this.states = new Map(Object.entries(mapping.states) as [string, TargetState][]);
    this.places = placesOf(mapping, (source) => rawReader(source, columns, this.nulls));
    this.readers = readersOf(mapping, (source, lengthMax, fillsEveryRow = false) =>
      fieldReader(source, columns, this.nulls, { lengthMax, fillsEveryRow }),
    );
  }

  /** The case a record belongs to, whatever else it says; undefined: it names none. */
  caseKeyOf({ fields }: CsvRecord): string | undefined {
    return fields.length === this.columns.count ? this.places.case.read(fields) : undefined;
  }

  read(record: CsvRecord): ReadRow {
    try {
      this.checkWhole(record);
      return { ok: true, row: this.row(record) };
    } catch (error) {
      if (!(error instanceof RowRefused)) throw error;
      const { line, text } = record;
      return { ok: false, rejection: { line, text, ...error.problem } };
    }
  }

  private checkWhole(record: CsvRecord): void {
    const { problem, fields, text } = record;
    if (problem !== undefined) {
      refuseRow(CODE_OF_PROBLEM[problem], '', '', 'cannot be taken apart into columns');
    }
    if (text.includes('\0')) {
      refuseRow('ROW.NUL_CHARACTER', '', '', 'holds a NUL character');
    }
    if (text.includes('\uFFFD') && this.mapping.file?.encodingErrors !== 'replace') {
      const encoding = this.mapping.file?.encoding ?? 'utf-8';
      refuseRow('ROW.BAD_ENCODING', '', '', `holds bytes that are not ${encoding}`);
    }
    if (fields.length !== this.columns.count) {
      const reason = `has ${fields.length} columns instead of ${this.columns.count}`;
      refuseRow('ROW.COLUMN_COUNT', '', '', reason);
    }
  }

  private row({ line, text, fields: record }: CsvRecord): ImportRow {
    const { fields } = this.mapping;
    const { readers } = this;
    const caseKey = readers.case(record);
    if (caseKey === undefined) {
      return refuseRow('ROW.EMPTY', nameOf(fields.case), '', 'there is no case id');
    }
    const name = readers.contactName?.(record);
    const address = readers.siteAddress?.(record);
    const technicianKey = readers.technician?.(record);
    return {
      line,
      text,
      caseKey,
      state: this.state(record),
      time: this.time(record, this.places.time) ?? noTime(this.places.time),
      opened: this.places.opened && this.time(record, this.places.opened),
      author: readers.author?.(record),
      customer: this.customer(record),
      title: readers.title(record),
      description: readers.description?.(record),
      category: readers.category(record),
      priority: readers.priority(record),
      channel: readers.channel(record),
      contact:
        name === undefined
          ? undefined
          : {
              name,
              phone: readers.contactPhone?.(record),
              email: readers.contactEmail?.(record),
            },
      site: address === undefined ? undefined : { address, region: readers.siteRegion?.(record) },
      technician:
        technicianKey === undefined
          ? undefined
          : { key: technicianKey, name: readers.technicianName?.(record) ?? technicianKey },
      team: readers.team?.(record),
      resolution: readers.resolution?.(record),
      reason: readers.reason?.(record),
      comments: this.comments(record),
      order: this.order(record),
    };
  }

  private state(record: readonly string[]): TargetState | undefined {
    const { name, read } = this.places.state;
    const said = read(record);
    const keep = this.mapping.unknownState === 'keep';
    if (said === undefined) {
      return keep ? undefined : refuseRow('ROW.EMPTY', name, '', 'there is no state');
    }
    const state = this.states.get(said);
    if (state !== undefined || keep) return state?.to === SAME_STATE ? undefined : state;
    const reason = `the state '${shown(said)}' is not in the mapping`;
    return refuseRow('ROW.UNKNOWN_STATE', name, said, reason);
  }

  private time(record: readonly string[], { name, read }: Place): Instant | undefined {
    const text = read(record);
    if (text === undefined) return undefined;
    const time = this.times.read(text);
    if (!time.ok) return refuseRow('ROW.BAD_TIME', name, text, time.reason);
    if (time.instant > this.now) {
      return refuseRow('ROW.FUTURE_TIME', name, text, `${time.instant} has not come yet`);
    }
    return time.instant;
  }

  private customer(record: readonly string[]): ImportRow['customer'] {
    const key = this.readers.customer(record);
    if (key === undefined) return undefined;
    const { readers } = this;
    return {
      key,
      name: readers.customerName?.(record) ?? key,
      phone: readers.customerPhone?.(record),
      email: readers.customerEmail?.(record),
      address: readers.customerAddress?.(record),
      region: readers.customerRegion?.(record),
    };
  }

  private comments(record: readonly string[]): (ImportedComment | undefined)[] {
    return this.readers.comments.map(({ read, visibility, whenChanged }) => {
      const text = read(record);
      return text === undefined ? undefined : { text, visibility, whenChanged };
    });
  }

  private order(record: readonly string[]): (string | number)[] {
    return this.places.order.map((place) => {
      if (place.as === 'time') return this.time(record, place) ?? '';
      const text = place.read(record);
      if (place.as === 'text') return text ?? '';
      if (text === undefined) return -Number.MAX_VALUE;
      const number = Number(text.replace(',', '.'));
      return Number.isNaN(number)
        ? refuseRow('ROW.BAD_NUMBER', place.name, text, 'is no number')
        : number;
    });
  }
}

/** Where something stands in a row, and how that is named to people. */
interface Place {
  readonly name: string;
  readonly read: FieldReader;
}

function placesOf({ fields, order = [] }: Mapping, read: (source: FieldSource) => FieldReader) {
  const place = (source: FieldSource): Place => ({ name: nameOf(source), read: read(source) });
  return {
    case: place(fields.case),
    state: place(fields.state),
    time: place(fields.time),
    opened: fields.opened && place(fields.opened),
    order: order.map((source) => ({ ...place(source), as: source.as })),
  };
}

type MakeReader = (source: FieldSource, lengthMax: number, fillsEveryRow?: boolean) => FieldReader;
type Readers = ReturnType<typeof readersOf>;

function readersOf({ fields }: Mapping, make: MakeReader) {
  const { customer, technician } = fields;
  const maybe = (source: FieldSource | undefined, lengthMax: number, fillsEveryRow?: boolean) =>
    source && make(source, lengthMax, fillsEveryRow);
  return {
    case: make(fields.case, ID_LENGTH_MAX),
    author: maybe(fields.author, ID_LENGTH_MAX, true),
    customer: make(customer, customer.register === false ? ID_LENGTH_MAX : SHORT_LENGTH_MAX),
    customerName: maybe(customer.name, SHORT_LENGTH_MAX),
    customerPhone: maybe(customer.phone, PHONE_LENGTH_MAX),
    customerEmail: maybe(customer.email, EMAIL_LENGTH_MAX),
    customerAddress: maybe(customer.address, ADDRESS_LENGTH_MAX),
    customerRegion: maybe(customer.region, ID_LENGTH_MAX),
    title: make(fields.title, SHORT_LENGTH_MAX),
    description: maybe(fields.description, LONG_LENGTH_MAX),
    category: oneOf(SERVICE_CATEGORIES, fields.category, make(fields.category, ID_LENGTH_MAX)),
    priority: oneOf(PRIORITIES, fields.priority, maybe(fields.priority, ID_LENGTH_MAX)),
    channel: oneOf(CHANNELS, fields.channel, maybe(fields.channel, ID_LENGTH_MAX)),
    contactName: maybe(fields.contactName, SHORT_LENGTH_MAX),
    contactPhone: maybe(fields.contactPhone, PHONE_LENGTH_MAX),
    contactEmail: maybe(fields.contactEmail, EMAIL_LENGTH_MAX),
    siteAddress: maybe(fields.siteAddress, ADDRESS_LENGTH_MAX),
    siteRegion: maybe(fields.siteRegion, ID_LENGTH_MAX),
    technician: maybe(technician, technician?.engage === false ? ID_LENGTH_MAX : SHORT_LENGTH_MAX),
    technicianName: maybe(technician?.name, SHORT_LENGTH_MAX),
    team: maybe(fields.team, ID_LENGTH_MAX),
    resolution: maybe(fields.resolution, LONG_LENGTH_MAX, true),
    reason: maybe(fields.reason, SHORT_LENGTH_MAX, true),
    comments: (fields.comments ?? []).map((source) => ({
      read: make(source, LONG_LENGTH_MAX, true),
      visibility: source.visibility ?? ('internal' as const),
      whenChanged: (source.when ?? 'changed') === 'changed',
    })),
  };
}

/** For fields that take certain words only: whatever else a column holds makes the row unusable. */
function oneOf<const Word extends string>(
  words: readonly Word[],
  source: FieldSource | undefined,
  read: FieldReader | undefined,
): (row: readonly string[]) => Word | undefined {
  return (row) => {
    const said = read?.(row);
    if (said === undefined || words.includes(said as Word)) return said as Word | undefined;
    const reason = `'${shown(said)}' is none of ${words.join(', ')}`;
    return refuseRow('ROW.UNKNOWN_VALUE', nameOf(source ?? {}), said, reason);
  };
}

const noTime = ({ name }: Place): never => refuseRow('ROW.EMPTY', name, '', 'there is no time');
