import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Node,
  type Scalar,
} from 'yaml';
import { GongdanError, type Violation } from '@gongdan/core';

/** Largest mapping file. */
export const MAPPING_BYTES_MAX = 1_000_000;

export type Path = readonly (string | number)[];

/** A YAML file as plain data in which every scalar is its text, and that knows where everything stands. */
export class MappingDocument {
  private readonly lines = new LineCounter();
  private readonly root: Node | null;
  private readonly violations: Violation[] = [];

  constructor(
    readonly file: string,
    text: string,
  ) {
    const document = parseDocument(text, {
      schema: 'failsafe',
      lineCounter: this.lines,
      prettyErrors: false,
    });
    this.root = document.contents;
    for (const { message, pos } of [...document.errors, ...document.warnings]) {
      this.violations.push({ path: this.place(pos[0]), message: `not valid YAML: ${message}` });
    }
  }

  data(): unknown {
    return this.plain(this.root);
  }

  report(path: Path, message: string): void {
    this.violations.push({ path: this.placeOf(path), message });
  }

  /** Throws `IMPORT.MAPPING_INVALID` with everything that was reported, in reading order. */
  throwIfInvalid(): void {
    if (this.violations.length === 0) return;
    const violations = this.violations
      .map((violation, index) => ({ violation, line: lineOf(violation.path), index }))
      .sort((one, other) => one.line - other.line || one.index - other.index)
      .map(({ violation }) => violation);
    throw new GongdanError({
      code: 'IMPORT.MAPPING_INVALID',
      category: 'invalid',
      message: violations.map(({ path, message }) => `${path}: ${message}`).join('\n'),
      hint: 'docs/how-to/import-an-event-log.md explains every key of a mapping.',
      violations,
    });
  }

  /** `mapping.yaml:12` of the key or element at the path, or of what is nearest to it. */
  placeOf(path: Path): string {
    let node: Node | null = this.root;
    let offset = node?.range?.[0] ?? 0;
    for (const step of path) {
      const next = childOf(node, step);
      if (!next) break;
      offset = next.offset;
      node = next.node;
    }
    return this.place(offset);
  }

  private place(offset: number): string {
    return `${this.file}:${Math.max(this.lines.linePos(offset).line, 1)}`;
  }

  private plain(node: Node | null): unknown {
    if (isAlias(node)) {
      // An alias lets one line stand for many places, and a small file for an endless one.
      this.violations.push({
        path: this.place(node.range?.[0] ?? 0),
        message: 'aliases are not supported: write it out',
      });
      return '';
    }
    if (isScalar(node)) return textOf(node);
    if (isSeq(node)) return node.items.map((item) => this.plain(item as Node));
    if (!isMap(node)) return '';
    return Object.fromEntries(
      node.items.map(({ key, value }) => [
        isScalar(key) ? String(key.value) : '(a key that is no text)',
        this.plain(value as Node | null),
      ]),
    );
  }
}

function childOf(
  node: Node | null,
  step: string | number,
): { node: Node | null; offset: number } | undefined {
  if (isSeq(node)) {
    const item = node.items[Number(step)] as Node | undefined;
    return item && { node: item, offset: item.range?.[0] ?? 0 };
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
  const key = pair?.key as Node | undefined;
  return pair && { node: pair.value as Node | null, offset: key?.range?.[0] ?? 0 };
}

/** In the failsafe schema every scalar is a text, or nothing. */
const textOf = ({ value }: Scalar): string => (typeof value === 'string' ? value : '');

const lineOf = (place: string): number => Number(place.slice(place.lastIndexOf(':') + 1));
