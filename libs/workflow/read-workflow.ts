import { isScalar, type Node } from 'yaml';
import { SERVICE_CATEGORIES, STAGES, STATE_CLASSES } from '@gongdan/contracts';
import { ALL, TransitionReader } from './read-transitions.js';
import {
  LANGUAGES,
  PAUSED_FROM,
  SAME,
  type Title,
  type WorkflowParts,
  type WorkflowState,
} from './workflow-definition.js';
import type { WorkflowVocabulary } from './workflow-vocabulary.js';
import type { YamlSource } from './yaml-source.js';

/** Characters of a title, in either language. */
export const TITLE_LENGTH_MAX = 100;
export const STATES_MAX = 100;
export const VERSION_MAX = 1_000_000;
/** Names of workflows and states: what fits a URL, a column and a Mermaid diagram unquoted. */
const NAME = /^[a-z][a-z0-9-]{0,39}$/;
const NAME_WORDS = 'lower-case letters, digits and dashes, at most 40, a letter first';
/** `category: any`: no category follows it by itself. */
const ANY = 'any';

/** A definition as its file says it. Parts that could not be read are left out and reported. */
export function readWorkflow(
  source: YamlSource,
  vocabulary: WorkflowVocabulary,
): WorkflowParts | undefined {
  if (source.root === null) {
    source.report(null, 'the file is empty: a workflow definition is a mapping');
    return undefined;
  }
  const members = source.record(source.root, 'the definition', {
    required: ['id', 'version', 'title', 'category', 'initial', 'states', 'transitions'],
  });
  const id = members.id && readName(source, members.id, 'id');
  const version =
    members.version && source.integer(members.version, 'version', { min: 1, max: VERSION_MAX });
  const title = members.title && readTitle(source, members.title, 'title');
  const category =
    members.category && source.word(members.category, 'category', [...SERVICE_CATEGORIES, ANY]);
  const states = members.states ? readStates(source, members.states) : [];
  const names = states.map(({ name }) => name);
  const initial = members.initial && source.word(members.initial, 'initial state', names);
  const transitions = members.transitions
    ? new TransitionReader(source, vocabulary, names).read(members.transitions)
    : [];
  return {
    id: id ?? '',
    version: version ?? 0,
    title: title ?? { en: '', 'zh-CN': '' },
    category: category === undefined || category === ANY ? null : category,
    initial: initial ?? '',
    states,
    transitions,
  };
}

function readName(source: YamlSource, node: Node, what: string): string | undefined {
  const value = isScalar(node) ? node.value : undefined;
  if (typeof value === 'string' && NAME.test(value)) return value;
  source.report(node, `${what} must be a name: ${NAME_WORDS}`);
  return undefined;
}

function readTitle(source: YamlSource, node: Node, what: string): Title | undefined {
  const members = source.record(node, what, { required: LANGUAGES });
  const title: Record<string, string> = {};
  for (const language of LANGUAGES) {
    const text = members[language];
    const value = text && source.text(text, `${what} (${language})`, TITLE_LENGTH_MAX);
    if (value === undefined) return undefined;
    title[language] = value;
  }
  return { en: title['en'] ?? '', 'zh-CN': title['zh-CN'] ?? '' };
}

function readStates(source: YamlSource, node: Node): readonly WorkflowState[] {
  const members = source.members(node, 'states');
  if (members.size > STATES_MAX) source.report(node, `more than ${STATES_MAX} states`);
  const states: WorkflowState[] = [];
  for (const [name, { key, value }] of members) {
    if (readName(source, key, `the state '${name}'`) === undefined) continue;
    if (name === SAME || name === PAUSED_FROM || name === ALL) {
      source.report(key, `'${name}' has a meaning of its own and cannot name a state`);
      continue;
    }
    const what = `the state '${name}'`;
    const parts = source.record(value, what, { required: ['stage', 'class', 'title'] });
    const stage = parts.stage && source.word(parts.stage, 'stage', STAGES);
    const stateClass = parts.class && source.word(parts.class, 'class', STATE_CLASSES);
    const title = parts.title && readTitle(source, parts.title, `the title of '${name}'`);
    states.push({
      name,
      stage: stage ?? 'request',
      stateClass: stateClass ?? 'open',
      title: title ?? { en: name, 'zh-CN': name },
      place: source.placeOf(key),
    });
  }
  return states;
}
