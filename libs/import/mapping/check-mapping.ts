import { isTimeZone } from '@gongdan/core';
import { formatProblem, isLocal } from './time-reader.js';
import type { MappingDocument, Path } from './mapping-document.js';
import { WORDS_OF_FIELD, type FieldSource, type Mapping } from './mapping-schema.js';

/** What the schema cannot say: reports it with its place. */
export function checkMapping(mapping: Mapping, document: MappingDocument): void {
  checkTimes(mapping, document);
  checkFile(mapping, document);
  for (const [path, source] of sourcesOf(mapping)) checkSource(path, source, document);
  for (const [name, words] of Object.entries(WORDS_OF_FIELD)) {
    const source = mapping.fields[name as keyof typeof WORDS_OF_FIELD];
    if (source) checkWords(['fields', name], source, words, document);
  }
}

/** Every field that has a source, with its path in the file. */
export function sourcesOf(mapping: Mapping): [Path, FieldSource][] {
  const { comments = [], ...fields } = mapping.fields;
  const { order = [] } = mapping;
  const sources: [Path, FieldSource][] = Object.entries(fields).map(([name, source]) => [
    ['fields', name],
    source as FieldSource,
  ]);
  const { customer, technician } = mapping.fields;
  for (const part of ['name', 'phone', 'email', 'address', 'region'] as const) {
    if (customer[part]) sources.push([['fields', 'customer', part], customer[part]]);
  }
  if (technician?.name) sources.push([['fields', 'technician', 'name'], technician.name]);
  comments.forEach((source, index) => sources.push([['fields', 'comments', index], source]));
  order.forEach((source, index) => sources.push([['order', index], source]));
  return sources;
}

/** The columns that a template names: `{category} / {subcategory}`. */
export const columnsOfTemplate = (template: string): string[] =>
  [...template.matchAll(/\{([^{}]+)\}/g)].map(([, name = '']) => name);

function checkTimes({ times }: Mapping, document: MappingDocument): void {
  const local = times.zone === undefined && times.formats.find(isLocal);
  if (local) {
    const reason = `times in the form '${local}' need not say their offset`;
    const advice = 'give an IANA zone such as Europe/Berlin';
    document.report(['times'], `'times.zone' is missing: ${reason}; ${advice}`);
  }
  if (times.zone !== undefined && !isTimeZone(times.zone)) {
    document.report(['times', 'zone'], `'${times.zone}' is no IANA zone such as Europe/Berlin`);
  }
  times.formats.forEach((format, index) => {
    const problem = formatProblem(format);
    if (problem) document.report(['times', 'formats', index], `the form '${format}' ${problem}`);
  });
  if (times.locale !== undefined && !isLocale(times.locale)) {
    document.report(['times', 'locale'], `'${times.locale}' is no language such as en or de`);
  }
}

function checkFile({ file = {} }: Mapping, document: MappingDocument): void {
  const { quote = '"', delimiter = ',' } = file;
  if (quote.length > 1 && quote !== 'none') {
    document.report(['file', 'quote'], `'${quote}' must be one character, or none`);
  }
  if (quote !== 'none' && delimiter.includes(quote)) {
    document.report(['file', 'delimiter'], 'the delimiter cannot hold the quote');
  }
  if (/[\r\n]/.test(delimiter)) {
    document.report(['file', 'delimiter'], 'the delimiter cannot be a line end');
  }
}

function checkSource(path: Path, source: FieldSource, document: MappingDocument): void {
  const at = `'${path.join('.')}'`;
  const given = [source.column, source.template, source.value].filter((it) => it !== undefined);
  if (given.length !== 1) {
    document.report(path, `${at} needs exactly one of column, template and value`);
  }
  if (source.template !== undefined && columnsOfTemplate(source.template).length === 0) {
    document.report([...path, 'template'], `${at} names no {column}: use value for a fixed text`);
  }
  if (source.whenOther !== undefined && source.values === undefined) {
    document.report([...path, 'whenOther'], `${at} has whenOther without values`);
  }
}

function checkWords(
  path: Path,
  source: FieldSource,
  words: readonly string[],
  document: MappingDocument,
): void {
  const check = (at: Path, word: string | undefined) => {
    if (word === undefined || words.includes(word)) return;
    document.report(at, `'${word}' is no ${path.at(-1)}; known: ${words.join(', ')}`);
  };
  for (const key of ['value', 'whenEmpty', 'whenOther'] as const)
    check([...path, key], source[key]);
  for (const [key, word] of Object.entries(source.values ?? {})) {
    check([...path, 'values', key], word);
  }
}

function isLocale(locale: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(locale).length > 0;
  } catch {
    return false;
  }
}
