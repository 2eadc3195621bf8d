import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  JSON_DEPTH_MAX,
  JSON_MEMBERS_MAX,
  JSON_VALUES_MAX,
  parseStrictJson,
} from './strict-json.js';
import {
  parseStrictQuery,
  QUERY_LENGTH_MAX,
  QUERY_PARAMETERS_MAX,
  queryProblem,
} from './strict-query.js';

const refusal = (text: string) => {
  const parsed = parseStrictJson(text);
  return parsed.ok ? undefined : parsed.violation;
};

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

describe('strict JSON', () => {
  it('reads whatever JSON.stringify writes, unless it is forbidden', () => {
    const harmless = fc
      .jsonValue({ maxDepth: 6 })
      .map((value) => JSON.stringify(value))
      .filter(
        (text) =>
          !/__|constructor|rototype|hasOwn|toString|toLocale|valueOf|propertyIs|\\u|\x7f|e\+|\d{16}/.test(
            text,
          ),
      )
      .map((text) => JSON.parse(text) as unknown);
    fc.assert(
      fc.property(harmless, fc.constantFrom(undefined, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(parseStrictJson(text)).toEqual({ ok: true, value: JSON.parse(text) });
      }),
    );
  });

  it.each([
    ['{"a":1,"b":{"a":1,"a":2}}', '/b/a', 'is given twice'],
    ['{"a":1,"\\u0061":2}', '/a', 'is given twice'],
    ['[0,{"__proto__":{}}]', '/1/__proto__', 'not allowed'],
    ['{"x":{"\\u005f_proto__":1}}', '/x/__proto__', 'not allowed'],
    ['{"constructor":1}', '/constructor', 'not allowed'],
    ['{"prototype":1}', '/prototype', 'not allowed'],
    ['{"hasOwnProperty":1}', '/hasOwnProperty', 'not allowed'],
    ['{"a":["x","y\\u0000"]}', '/a/1', 'U+0000'],
    ['{"a":"\\u001b[31m"}', '/a', 'U+001B'],
    ['{"a":"\u007f"}', '/a', 'U+007F'],
    ['{"a":"\\u0085"}', '/a', 'U+0085'],
    ['{"a":"\u009b31m"}', '/a', 'U+009B'],
    ['{"a/b":{"c~d":"\\ud800"}}', '/a~1b/c~0d', 'surrogate'],
    ['"\\udc00\\ud800"', '', 'surrogate'],
    ['{"a":9007199254740992}', '/a', 'beyond'],
    ['{"a":-9007199254740993}', '/a', 'beyond'],
    ['{"a":1e400}', '/a', 'beyond'],
    ['[1,2,3e300]', '/2', 'beyond'],
    ['', '', 'not JSON'],
    ['{"a":1', '', 'not JSON'],
    ["{'a':1}", '', 'not JSON'],
    ['{"a":01}', '', 'not JSON'],
    ['{"a":NaN}', '', 'not JSON'],
    ['{"a":"\u0001"}', '', 'not JSON'],
    ['nul', '', 'not JSON'],
  ])('refuses %j at %j: %s', (text, path, words) => {
    expect(refusal(text)).toMatchObject({ path });
    expect(refusal(text)?.message).toContain(words);
  });

  it('accepts what only looks dangerous', () => {
    for (const text of [
      '{"a":"__proto__"}',
      '{"a":"tab\\t, line\\n, return\\r, emoji \\ud83d\\ude00, quote \\" and \\\\"}',
      '{"a":9007199254740991,"b":-0,"c":1.5e-300,"d":"9007199254740993"}',
      '[{"a":1},{"a":1}]',
      '{"a\\\\":1,"a":{"a":1}}',
      ' \n{ "a" : [ ] } ',
    ]) {
      expect(refusal(text)).toBeUndefined();
    }
  });

  it(`allows ${JSON_DEPTH_MAX} levels and not one more, also a hundred thousand`, () => {
    expect(refusal(nested(JSON_DEPTH_MAX))).toBeUndefined();
    expect(refusal(nested(JSON_DEPTH_MAX + 1))?.message).toContain('nested deeper');
    expect(refusal(nested(100_000))?.message).toContain('nested deeper');
  });

  it(`allows ${JSON_MEMBERS_MAX} members in an object and not one more`, () => {
    const object = (members: number) =>
      `{"a":{${Array.from({ length: members }, (_, n) => `"m${n}":0`).join(',')}}}`;
    expect(refusal(object(JSON_MEMBERS_MAX))).toBeUndefined();
    expect(refusal(object(JSON_MEMBERS_MAX + 1))).toEqual({
      path: `/a/m${JSON_MEMBERS_MAX}`,
      message: `is beyond the ${JSON_MEMBERS_MAX} members that an object may have`,
    });
  });

  it(`allows ${JSON_VALUES_MAX} values in all and not one more`, () => {
    const lists = (values: number) =>
      `[[0,0],[${Array(values - 4)
        .fill('0')
        .join(',')}]]`;
    expect(refusal(lists(JSON_VALUES_MAX))).toBeUndefined();
    expect(refusal(lists(JSON_VALUES_MAX + 1))).toEqual({
      path: `/1/${JSON_VALUES_MAX - 4}`,
      message: `is beyond the ${JSON_VALUES_MAX} values that a body may have`,
    });
    const empty = `{"a":[${Array(JSON_VALUES_MAX).fill('{}').join(',')}]}`;
    expect(refusal(empty)?.path).toBe(`/a/${JSON_VALUES_MAX / 2 - 1}`);
  });

  it('never quotes the body in its complaint', () => {
    expect(refusal('{"phone":"+86 10 5555",}')?.message).not.toContain('5555');
  });
});

describe('a strict query string', () => {
  it('decodes names and values, and keeps the empty ones', () => {
    expect({ ...parseStrictQuery('a=1&b=two+words&c=%E5%B7%A5&d&e=') }).toEqual({
      a: '1',
      b: 'two words',
      c: '工',
      d: '',
      e: '',
    });
    expect(queryProblem(parseStrictQuery('a=1'))).toBeUndefined();
  });

  it.each([
    ['a=1&a=2', '/a', 'twice'],
    ['a=1&%61=2', '/a', 'twice'],
    ['a=%', '', 'has a wrong percent'],
    ['a=%c3%28', '', 'percent'],
    ['%ff=1', '', 'percent'],
    ['__proto__=1', '/__proto__', 'not allowed'],
    ['a=%00', '/a', 'U+0000'],
    ['a=%1b', '/a', 'U+001B'],
    [`a=${'x'.repeat(QUERY_LENGTH_MAX)}`, '', 'is longer'],
    [
      Array.from({ length: QUERY_PARAMETERS_MAX + 1 }, (_, n) => `p${n}=`).join('&'),
      '',
      'has more than',
    ],
  ])('is refused: %j at %j, it %s', (text, path, words) => {
    const problem = queryProblem(parseStrictQuery(text));
    expect(problem).toMatchObject({ path });
    expect(problem?.message).toContain(words);
    expect(problem?.message).not.toContain('the query string'); // that is what the sentence is about
  });

  it('stands at its limits', () => {
    const many = Array.from({ length: QUERY_PARAMETERS_MAX }, (_, n) => `p${n}=`).join('&');
    expect(queryProblem(parseStrictQuery(many))).toBeUndefined();
    const long = `a=${'x'.repeat(QUERY_LENGTH_MAX - 2)}`;
    expect(queryProblem(parseStrictQuery(long))).toBeUndefined();
  });
});
