import { isMap, isScalar, isSeq, type Node } from 'yaml';
import { ROLES, type Role } from '@gongdan/contracts';
import { PAUSED_FROM, SAME, type GuardUse, type Transition } from './workflow-definition.js';
import type { WorkflowVocabulary } from './workflow-vocabulary.js';
import type { YamlSource } from './yaml-source.js';

export const TRANSITIONS_MAX = 500;
/** `from: all`: every state of the definition. */
export const ALL = 'all';

/** Reads the transitions of one definition, against its states and its owner’s words. */
export class TransitionReader {
  constructor(
    private readonly source: YamlSource,
    private readonly vocabulary: WorkflowVocabulary,
    private readonly states: readonly string[],
  ) {}

  read(node: Node): readonly Transition[] {
    const nodes = this.source.list(node, 'transitions');
    if (nodes.length > TRANSITIONS_MAX) {
      this.source.report(node, `more than ${TRANSITIONS_MAX} transitions`);
    }
    return nodes.flatMap((element) => this.transition(element) ?? []);
  }

  private transition(node: Node): Transition | undefined {
    const members = this.source.record(node, 'a transition', {
      required: ['command', 'to', 'roles'],
      optional: ['from', 'requires', 'guards'],
    });
    const commands = Object.keys(this.vocabulary.commands);
    const command = members.command && this.source.word(members.command, 'command', commands);
    const to =
      members.to && this.source.word(members.to, 'target', [...this.states, SAME, PAUSED_FROM]);
    const from = this.from(node, members.from, command);
    const roles = members.roles ? this.roles(members.roles) : [];
    const requires = members.requires ? this.requires(members.requires, command) : [];
    const guards = members.guards ? this.guards(members.guards) : [];
    if (command === undefined || to === undefined) return undefined;
    return { command, from, to, roles, requires, guards, place: this.source.placeOf(node) };
  }

  private from(
    transition: Node,
    node: Node | undefined,
    command: string | undefined,
  ): readonly string[] {
    const creates = command !== undefined && this.vocabulary.commands[command]?.creates === true;
    if (creates) {
      if (node) this.source.report(node, `'${command}' creates and has no 'from'`);
      return [];
    }
    if (!node) {
      if (isMap(transition)) this.source.report(transition, `a transition lacks 'from'`);
      return [];
    }
    if (isScalar(node) && node.value === ALL) return this.states;
    const from = this.words(node, 'from', 'state', this.states);
    this.reportEmpty(node, `'from' names no state`);
    return from;
  }

  private roles(node: Node): readonly Role[] {
    this.reportEmpty(node, 'nobody may issue it: name at least one role');
    return this.words(node, 'roles', 'role', ROLES);
  }

  private requires(node: Node, command: string | undefined): readonly string[] {
    const fields = command === undefined ? [] : (this.vocabulary.commands[command]?.fields ?? []);
    // An unknown command is a finding of its own; its fields cannot be judged.
    return command === undefined
      ? []
      : this.words(node, 'requires', `field of '${command}'`, fields);
  }

  private guards(node: Node): readonly GuardUse[] {
    const guards = this.source.list(node, 'guards').flatMap((element) => this.guard(element) ?? []);
    this.reportRepeated(
      node,
      'guard',
      guards.map(({ name }) => name),
    );
    return guards;
  }

  /** `name`, or `name: { parameter: 1 }` where the guard has parameters. */
  private guard(node: Node): GuardUse | undefined {
    const known = Object.keys(this.vocabulary.guards);
    const member = isMap(node) ? [...this.source.members(node, 'a guard').values()] : [];
    if (isMap(node) && member.length !== 1) {
      this.source.report(node, 'a guard is one name, or one name with its parameters');
      return undefined;
    }
    const name = this.source.word(member[0]?.key ?? node, 'guard', known);
    if (name === undefined) return undefined;
    return { name, parameters: this.parameters(name, node, member[0]?.value) };
  }

  private parameters(name: string, guard: Node, node: Node | undefined): GuardUse['parameters'] {
    const ranges = this.vocabulary.guards[name]?.parameters ?? {};
    const names = Object.keys(ranges);
    if (!node) {
      if (names.length > 0) {
        this.source.report(guard, `the guard '${name}' needs ${names.join(', ')}`);
      }
      return {};
    }
    const members = this.source.record(node, `the guard '${name}'`, { required: names });
    const parameters: Record<string, number> = {};
    for (const [parameter, range] of Object.entries(ranges)) {
      const member = members[parameter];
      const value = member && this.source.integer(member, `'${parameter}'`, range);
      if (value !== undefined) parameters[parameter] = value;
    }
    return parameters;
  }

  private words<Word extends string>(
    node: Node,
    list: string,
    what: string,
    known: readonly Word[],
  ): readonly Word[] {
    const words = this.source
      .list(node, `'${list}'`)
      .flatMap((element) => this.source.word(element, what, known) ?? []);
    this.reportRepeated(node, what, words);
    return [...new Set(words)];
  }

  private reportEmpty(node: Node, message: string): void {
    if (isSeq(node) && node.items.length === 0) this.source.report(node, message);
  }

  private reportRepeated(node: Node, what: string, words: readonly string[]): void {
    const repeated = words.filter((word, index) => words.indexOf(word) !== index);
    for (const word of new Set(repeated)) {
      this.source.report(node, `the ${what} '${word}' is named twice`);
    }
  }
}
