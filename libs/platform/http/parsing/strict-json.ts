import type { Violation } from '@gongdan/core';
import { hostility, isForbiddenName, pointerStep } from './hostile-text.js';

/** Deepest nesting of objects and arrays in a request body. */
export const JSON_DEPTH_MAX = 32;
/** Most members of one object in a request body: class-transformer's time grows with their square. */
export const JSON_MEMBERS_MAX = 1_000;
/** Most values in a request body, members and items of all levels together: each is validated. */
export const JSON_VALUES_MAX = 10_000;

const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const POINTER_STEP_LENGTH_MAX = 60;

interface Frame {
  /** Names seen in an object; undefined for an array. */
  readonly names: Set<string> | undefined;
  /** The member or item being read. */
  at: string | number;
}

export type StrictJson =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly violation: Violation };

/**
 * Reads JSON as JSON.parse does and refuses, with the JSON pointer of the place, what a closed schema
 * cannot see any more afterwards: a member given twice, names that touch prototypes, numbers that a double
 * cannot hold exactly, control characters, half surrogate pairs, nesting deeper than JSON_DEPTH_MAX, more than
 * JSON_MEMBERS_MAX members in an object or JSON_VALUES_MAX values in all.
 */
export function parseStrictJson(text: string): StrictJson {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { ok: false, violation: { path: '', message: `is not JSON: ${reasonOf(error)}` } };
  }
  const violation = new Inspector(text).inspect();
  return violation === undefined ? { ok: true, value } : { ok: false, violation };
}

/** Walks over text that is known to be JSON, so every branch may trust its grammar. */
class Inspector {
  private readonly frames: Frame[] = [];
  private index = 0;
  /** Counted by what stands before each: a bracket before the first of a level, a comma before the others. */
  private values = 0;

  constructor(private readonly text: string) {}

  inspect(): Violation | undefined {
    while (this.index < this.text.length) {
      const problem = this.step();
      if (problem !== undefined) return { path: this.pointer(), message: problem };
    }
    return undefined;
  }

  private step(): string | undefined {
    switch (this.text[this.index]) {
      case '{':
        return this.open({ names: new Set(), at: '' });
      case '[':
        return this.open({ names: undefined, at: 0 });
      case '}':
      case ']':
        this.frames.pop();
        return this.skip();
      case ',': {
        const frame = this.frames.at(-1);
        if (frame && typeof frame.at === 'number') frame.at++;
        return this.count() ?? this.skip();
      }
      case '"':
        return this.string();
      case '-':
      case '0':
      case '1':
      case '2':
      case '3':
      case '4':
      case '5':
      case '6':
      case '7':
      case '8':
      case '9':
        return this.number();
      default:
        return this.skip(); // white space, colons, the letters of true, false and null
    }
  }

  private skip(): undefined {
    this.index++;
    return undefined;
  }

  private open(frame: Frame): string | undefined {
    if (this.frames.length === JSON_DEPTH_MAX) {
      return `is nested deeper than ${JSON_DEPTH_MAX} levels`;
    }
    const tooMany = this.count();
    if (tooMany !== undefined) return tooMany;
    this.frames.push(frame);
    return this.skip();
  }

  private count(): string | undefined {
    return ++this.values > JSON_VALUES_MAX
      ? `is beyond the ${JSON_VALUES_MAX} values that a body may have`
      : undefined;
  }

  private string(): string | undefined {
    const start = this.index;
    const end = this.endOfString(start);
    const raw = this.text.slice(start, end);
    const value = raw.includes('\\') ? (JSON.parse(raw) as string) : raw.slice(1, -1);
    this.index = end;
    const frame = this.frames.at(-1);
    if (frame?.names === undefined || !this.colonFollows()) return hostility(value);
    frame.at = value;
    if (isForbiddenName(value)) return 'is a name that is not allowed';
    if (frame.names.has(value)) return 'is given twice';
    frame.names.add(value);
    return frame.names.size > JSON_MEMBERS_MAX
      ? `is beyond the ${JSON_MEMBERS_MAX} members that an object may have`
      : hostility(value);
  }

  private endOfString(start: number): number {
    let end = start + 1;
    for (;;) {
      end = this.text.indexOf('"', end);
      let backslashes = 0;
      while (this.text[end - 1 - backslashes] === '\\') backslashes++;
      end++;
      if (backslashes % 2 === 0) return end;
    }
  }

  private colonFollows(): boolean {
    let next = this.index;
    while (/\s/.test(this.text[next] ?? '.')) next++;
    return this.text[next] === ':';
  }

  private number(): string | undefined {
    NUMBER.lastIndex = this.index;
    const raw = NUMBER.exec(this.text)?.[0] ?? '';
    this.index += raw.length;
    return Math.abs(Number(raw)) <= Number.MAX_SAFE_INTEGER
      ? undefined
      : `is a number beyond ±${Number.MAX_SAFE_INTEGER}`;
  }

  private pointer(): string {
    return this.frames
      .map(({ at }) => pointerStep(typeof at === 'number' ? at : printable(at)))
      .join('');
  }
}

const printable = (name: string): string =>
  name.slice(0, POINTER_STEP_LENGTH_MAX).replaceAll(/[^\x20-\x7e]/g, '\uFFFD');

/** V8 quotes the surroundings of the mistake, which may be long and somebody's personal data. */
const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error))
    .replace(/,? *(\.\.\.)?".*"(\.\.\.)? is not valid JSON$/s, '')
    .replace(/ in JSON at position/, ' at position')
    .slice(0, 120);
