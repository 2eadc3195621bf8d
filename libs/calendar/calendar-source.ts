import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Node } from 'yaml';
import { messageOf } from '@gongdan/core';
import { CALENDAR_FILE_LENGTH_MAX } from './limits.js';

/** Something that is wrong with a calendar file, and where; line and column from 1. */
export interface CalendarFinding {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** `office.v1.json:12:5: …`: the form that editors jump to. */
export const formatCalendarFinding = ({ file, line, column, message }: CalendarFinding): string =>
  `${file}:${line}:${column}: ${message}`;

export interface SourceMember {
  readonly name: string;
  readonly key: Node;
  readonly value: Node;
}

/** One JSON text, read node by node; whatever is not as expected becomes a finding with its place. */
export class CalendarSource {
  readonly findings: CalendarFinding[] = [];
  readonly root: Node | null;
  private readonly lines = new LineCounter();

  constructor(
    private readonly file: string,
    text: string,
  ) {
    this.root = this.read(text.replace(/^\uFEFF/, ''));
  }

  report(node: Node | null, message: string): void {
    this.reportAt(node?.range?.[0] ?? 0, message);
  }

  /** An object’s members in order; anything else is reported and read as empty. */
  members(node: Node, what: string): readonly SourceMember[] {
    if (!isMap(node)) {
      this.report(node, `${what} must be an object`);
      return [];
    }
    return node.items.map(({ key, value }) => ({
      name: String(isScalar(key) ? key.value : key),
      key: key as Node,
      value: value as Node,
    }));
  }

  /** A list of texts; anything else is reported and read as empty. */
  texts(
    node: Node,
    what: string,
    countMax: number,
  ): readonly { readonly text: string; readonly node: Node }[] {
    if (!isSeq(node)) {
      this.report(node, `${what} must be a list`);
      return [];
    }
    if (node.items.length > countMax) {
      this.report(node, `${what} has ${node.items.length} elements; at most ${countMax}`);
      return [];
    }
    return (node.items as Node[]).flatMap((item) => {
      const text = this.text(item, `every element of ${what}`);
      return text === undefined ? [] : [{ text, node: item }];
    });
  }

  text(node: Node, what: string): string | undefined {
    if (isScalar(node) && typeof node.value === 'string') return node.value;
    this.report(node, `${what} must be a text`);
    return undefined;
  }

  wholeNumber(node: Node, what: string, min: number, max: number): number | undefined {
    const value = isScalar(node) ? node.value : undefined;
    if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) {
      return value;
    }
    this.report(node, `${what} must be a whole number from ${min} to ${max}`);
    return undefined;
  }

  /** JSON first, to the letter; then once more as YAML, which has all of JSON and knows the places. */
  private read(text: string): Node | null {
    if (text.length > CALENDAR_FILE_LENGTH_MAX) {
      this.reportAt(0, `longer than ${CALENDAR_FILE_LENGTH_MAX} characters; split the file`);
      return null;
    }
    const document = parseDocument(text, {
      lineCounter: this.lines,
      prettyErrors: false,
      schema: 'json',
    });
    try {
      JSON.parse(text);
    } catch (error) {
      const message = messageOf(error);
      this.reportAt(faultIn(text, message), `not valid JSON: ${message.replaceAll(/\s+/g, ' ')}`);
      return null;
    }
    for (const { code, message, pos } of document.errors) {
      const twice = code === 'DUPLICATE_KEY';
      this.reportAt(pos[0], twice ? 'the same name again; every name stands once' : message);
    }
    return document.contents;
  }

  private reportAt(offset: number, message: string): void {
    const { line, col } = this.lines.linePos(offset);
    const place = { line: Math.max(line, 1), column: Math.max(col, 1) };
    this.findings.push({ file: this.file, ...place, message });
  }
}

const UNEXPECTED_TOKEN = 'Unexpected token';

/**
 * Where the JSON goes wrong. V8 says so of most faults, but not of an unexpected token (a comma behind the
 * last element): there the shortest beginning of the text that has the fault ends with it.
 */
function faultIn(text: string, message: string): number {
  const said = /at position (\d+)/.exec(message)?.[1];
  if (said !== undefined) return Number(said);
  if (!message.startsWith(UNEXPECTED_TOKEN)) return text.length;
  let sound = 0;
  let faulty = text.length;
  while (faulty - sound > 1) {
    const middle = Math.floor((sound + faulty) / 2);
    if (hasUnexpectedToken(text.slice(0, middle))) faulty = middle;
    else sound = middle;
  }
  return sound;
}

function hasUnexpectedToken(text: string): boolean {
  try {
    JSON.parse(text);
    return false;
  } catch (error) {
    return messageOf(error).startsWith(UNEXPECTED_TOKEN);
  }
}
