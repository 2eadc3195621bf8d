import { STAGES, type Stage } from '@gongdan/contracts';
import {
  PAUSED_FROM,
  SAME,
  type LANGUAGES,
  type WorkflowDefinition,
  type WorkflowState,
} from './workflow-definition.js';

type Language = (typeof LANGUAGES)[number];

/** A stage’s box, in the words of the people who read the drawing. */
export const STAGE_TITLES: Readonly<Record<Stage, Readonly<Record<Language, string>>>> = {
  request: { en: 'Request', 'zh-CN': '受理' },
  dispatch: { en: 'Dispatch', 'zh-CN': '派工' },
  field: { en: 'On-site service', 'zh-CN': '上门服务' },
  'sign-off': { en: 'Sign-off', 'zh-CN': '签收' },
  billing: { en: 'Billing', 'zh-CN': '收费' },
  feedback: { en: 'Feedback', 'zh-CN': '回访' },
  closed: { en: 'Closed', 'zh-CN': '结束' },
};

/** So many states of one stage leaving by the same command are drawn as one arrow from its box. */
const BUNDLE_STATES_MIN = 3;

/**
 * The definition as a Mermaid state diagram: a box for every stage, the commands on the arrows.
 * Commands that leave the state as it is are not drawn; ways back out of a pause are one note.
 */
export function drawWorkflow(definition: WorkflowDefinition, language: Language = 'en'): string {
  const arrows = arrowsOf(definition);
  return [
    'stateDiagram-v2',
    '  direction TB',
    ...STAGES.flatMap((stage) => drawStage(definition, stage, language)),
    `  [*] --> ${idOf(definition.initial)} : ${creationOf(definition)}`,
    ...arrows.map(({ from, to, commands }) => `  ${from} --> ${to} : ${commands.join(', ')}`),
    ...definition.states.filter(ends).map(({ name }) => `  ${idOf(name)} --> [*]`),
    ...drawReturns(definition, language),
    '',
  ].join('\n');
}

function drawStage(
  { states }: WorkflowDefinition,
  stage: Stage,
  language: Language,
): readonly string[] {
  const inside = states.filter((state) => state.stage === stage);
  if (inside.length === 0) return [];
  return [
    `  state "${STAGE_TITLES[stage][language]}" as ${stageIdOf(stage)} {`,
    ...inside.map((state) => `    state "${quoted(state.title[language])}" as ${idOf(state.name)}`),
    '  }',
  ];
}

interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly commands: readonly string[];
}

/** One arrow for every pair of ends; several commands between the same ends share it. */
function arrowsOf(definition: WorkflowDefinition): readonly Arrow[] {
  const commands = new Map<string, { from: string; to: string; commands: string[] }>();
  for (const { command, from, to } of definition.transitions) {
    if (to === SAME || to === PAUSED_FROM) continue;
    const leaving = from.filter((state) => state !== to);
    for (const end of bundled(definition, leaving, to)) {
      const key = `${end} ${to}`;
      const arrow = commands.get(key) ?? { from: end, to: idOf(to), commands: [] };
      arrow.commands.push(command);
      commands.set(key, arrow);
    }
  }
  return [...commands.values()];
}

/** Where an arrow starts: the states, or a stage’s box where all that is in it leaves by it. */
function bundled(
  definition: WorkflowDefinition,
  from: readonly string[],
  to: string,
): readonly string[] {
  const target = definition.state(to);
  return STAGES.flatMap((stage) => {
    const inside = definition.states.filter((state) => state.stage === stage);
    const leaving = inside.filter(({ name }) => from.includes(name));
    const whole = leaving.length === inside.length && inside.length >= BUNDLE_STATES_MIN;
    return whole && target?.stage !== stage
      ? [stageIdOf(stage)]
      : leaving.map(({ name }) => idOf(name));
  });
}

function drawReturns(definition: WorkflowDefinition, language: Language): readonly string[] {
  const returns = definition.transitions.filter(({ to }) => to === PAUSED_FROM);
  const words = language === 'en' ? 'back to where it was paused' : '回到暂停前的状态';
  return returns.flatMap(({ command, from }) =>
    from.map((state) => `  note right of ${idOf(state)} : ${command} — ${words}`),
  );
}

const creationOf = ({ transitions }: WorkflowDefinition): string =>
  transitions.find(({ from }) => from.length === 0)?.command ?? '';

/** An end of the journey, even if a reopening may lead out of it again. */
const ends = ({ stage, stateClass }: WorkflowState): boolean =>
  stage === 'closed' && (stateClass === 'closed' || stateClass === 'cancelled');

/** Mermaid takes a dash for part of an arrow in places: underscores are safe. */
const idOf = (name: string): string => name.replaceAll('-', '_');
const stageIdOf = (stage: Stage): string => `stage_${idOf(stage)}`;
const quoted = (text: string): string => text.replaceAll('"', '”');
