import type { ErrorCategory } from '@gongdan/core';
import { statusOf } from '@gongdan/platform';
import { format } from 'prettier';
import { declaredErrors, type DeclaredError } from './declared-errors.js';

interface Entry {
  readonly code: string;
  readonly category: string | undefined;
  readonly message: string;
  readonly hint: string;
}

/** docs/reference/errors.md, from what the sources say where they make a failure. */
export function errorReference(): Promise<string> {
  return format(page(), { parser: 'markdown' });
}

function page(): string {
  const entries = mergeByCode(declaredErrors());
  const areas = [...new Set(entries.map(({ code }) => areaOf(code)))];
  return [
    '# Error codes',
    '',
    '<!-- Generated from the sources: UPDATE_DOCS=1 npm test -- test/reference -->',
    '',
    'Every failure has a stable code `AREA.REASON`. Over HTTP it is the member `code` of a problem document',
    '(RFC 9457, `application/problem+json`) beside `status`, `detail`, `hint`, `violations` and `requestId`; the',
    'command line prints message and hint. `…` is filled in at run time. A conflict (409) is a failed',
    'precondition (412) where If-Match was sent. 503 may succeed later: ask again with the same Idempotency-Key.',
    'Failures with the status 500 are shown to callers as `ENGINE.BUG` only; their own code is in the log.',
    '',
    ...areas.flatMap((area) => [
      `## ${area}`,
      '',
      '| code | HTTP | meaning | what to do |',
      '| --- | --- | --- | --- |',
      ...entries.filter(({ code }) => areaOf(code) === area).map(lineOf),
      '',
    ]),
  ].join('\n');
}

const areaOf = (code: string): string => code.slice(0, code.indexOf('.'));

const lineOf = ({ code, category, message, hint }: Entry): string => {
  const status =
    category === undefined
      ? '—'
      : statusOf({ code, category: category as ErrorCategory, message: '' });
  return `| \`${code}\` | ${status} | ${cell(message)} | ${cell(hint)} |`;
};

/** Text for a table; inside back ticks everything stands as it is. */
const cell = (text: string): string =>
  text
    .replaceAll('\n', ' ')
    .replaceAll('|', String.raw`\|`)
    .split('`')
    .map((part, index) => (index % 2 === 0 ? part.replaceAll('<', '&lt;') : part))
    .join('`');

function mergeByCode(declared: readonly DeclaredError[]): readonly Entry[] {
  const byCode = Map.groupBy(declared, ({ code }) => code);
  return [...byCode]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([code, places]) => ({
      code,
      category: places.find(({ category }) => category !== undefined && category !== '…')?.category,
      message: longest(places.map(({ message }) => message)),
      hint: longest(places.map(({ hint }) => hint)),
    }));
}

/** The one that says most; nothing but `…` says nothing. */
const longest = (texts: readonly (string | undefined)[]): string =>
  texts
    .filter((text) => text !== undefined)
    .filter((text) => text !== '…')
    .reduce((best, text) => (text.length > best.length ? text : best), '');
