import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Document,
  type Node,
  type Scalar,
} from 'yaml';
import type { WorkflowFinding } from './finding.js';
import type { Place } from './workflow-definition.js';

export interface Member {
  readonly key: Scalar;
  readonly value: Node;
}

/**
 * One YAML text, read node by node; whatever is not as expected becomes a finding with its place.
 */
export class YamlSource {
  readonly findings: WorkflowFinding[] = [];
  private readonly lines = new LineCounter();
  private readonly document: Document.Parsed;

  constructor(
    private readonly file: string,
    text: string,
  ) {
    this.document = parseDocument(text, { lineCounter: this.lines, prettyErrors: false });
    for (const { message, pos } of [...this.document.errors, ...this.document.warnings]) {
      this.findings.push({ file, ...this.placeAt(pos[0]), message: `not valid YAML: ${message}` });
    }
  }

  get root(): Node | null {
    return this.document.contents;
  }

  placeOf(node: Node | null | undefined): Place {
    return this.placeAt(node?.range?.[0] ?? 0);
  }

  report(node: Node | null | undefined, message: string): void {
    this.findings.push({ file: this.file, ...this.placeOf(node), message });
  }

  /** The members of a mapping by name; a node that is no mapping is reported and read as empty. */
  members(node: Node | null | undefined, what: string): ReadonlyMap<string, Member> {
    const members = new Map<string, Member>();
    if (!isMap(node)) {
      this.report(node, `${what} must be a mapping${this.insteadOf(node)}`);
      return members;
    }
    for (const { key, value } of node.items) {
      if (!isScalar(key) || typeof key.value !== 'string') {
        this.report(key as Node, `${what} has a key that is not a text`);
      } else {
        // `key:` without a value: the place of what is missing is the key’s.
        members.set(key.value, { key, value: (value as Node | null) ?? key });
      }
    }
    return members;
  }

  /** The members of a mapping whose names are fixed: unknown and missing ones are reported. */
  record<Name extends string>(
    node: Node | null | undefined,
    what: string,
    names: { readonly required: readonly Name[]; readonly optional?: readonly Name[] },
  ): { readonly [Key in Name]?: Node } {
    const known: readonly string[] = [...names.required, ...(names.optional ?? [])];
    const found: { [Key in Name]?: Node } = {};
    const members = this.members(node, what);
    for (const [name, { key, value }] of members) {
      if (known.includes(name)) found[name as Name] = value;
      else this.report(key, `${what} has an unknown key '${name}'; known: ${known.join(', ')}`);
    }
    if (isMap(node)) {
      for (const name of names.required) {
        if (!members.has(name)) this.report(node, `${what} lacks '${name}'`);
      }
    }
    return found;
  }

  /** A list’s elements; a node that is no list is reported and read as empty. */
  list(node: Node | undefined, what: string): readonly Node[] {
    if (isSeq(node)) return node.items as Node[];
    this.report(node, `${what} must be a list${this.insteadOf(node)}`);
    return [];
  }

  text(node: Node | undefined, what: string, lengthMax: number): string | undefined {
    const value = isScalar(node) ? node.value : undefined;
    if (typeof value === 'string' && value.trim() !== '' && value.length <= lengthMax) return value;
    this.report(node, `${what} must be a text of 1 to ${lengthMax} characters`);
    return undefined;
  }

  /** One of a closed set of words. */
  word<Word extends string>(
    node: Node | undefined,
    what: string,
    known: readonly Word[],
  ): Word | undefined {
    const value = isScalar(node) ? node.value : undefined;
    if (known.includes(value as Word)) return value as Word;
    const found = typeof value === 'string' ? ` '${value}'` : this.insteadOf(node);
    this.report(node, `unknown ${what}${found}; known: ${known.join(', ')}`);
    return undefined;
  }

  integer(
    node: Node | undefined,
    what: string,
    range: { readonly min: number; readonly max: number },
  ): number | undefined {
    const value = isScalar(node) ? node.value : undefined;
    const fits = typeof value === 'number' && value >= range.min && value <= range.max;
    if (fits && Number.isInteger(value)) return value;
    this.report(node, `${what} must be a whole number from ${range.min} to ${range.max}`);
    return undefined;
  }

  private insteadOf(node: Node | null | undefined): string {
    // Aliases would let one line stand for many places, and a small file for an endless one.
    return isAlias(node) ? ' (aliases are not supported: write it out)' : '';
  }

  private placeAt(offset: number): Place {
    const { line, col } = this.lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  }
}
