import { drawWorkflow, STAGE_TITLES } from './draw-workflow.js';
import type { GuardUse, Transition, WorkflowDefinition } from './workflow-definition.js';
import type { WorkflowVocabulary } from './workflow-vocabulary.js';
import type { Workflows } from './workflows.js';

/** The reference page in Markdown: guards, and every definition as drawing and tables. */
export function describeWorkflows(workflows: Workflows, vocabulary: WorkflowVocabulary): string {
  return [
    '# Workflows',
    '',
    'Which commands a ticket takes in which state, from whom, and where they lead. A ticket keeps',
    'the version it was registered with. To change one: [how-to](../how-to/change-a-workflow.md).',
    '',
    'Generated from `config/workflows`: `UPDATE_DOCS=1 npm test -- libs/ticket/domain`.',
    '',
    ...workflows
      .all()
      .map((definition) => `- [${headingOf(definition)}](#${anchorOf(headingOf(definition))})`),
    '',
    '## Guards',
    '',
    'Conditions that a definition may put on a transition, beside state and role.',
    '',
    ...table(
      ['Guard', 'Demands', 'Parameters'],
      Object.entries(vocabulary.guards).map(([name, { description, parameters = {} }]) => [
        `\`${name}\``,
        description,
        Object.entries(parameters)
          .map(([parameter, { min, max }]) => `\`${parameter}\` (${min}–${max})`)
          .join(', '),
      ]),
    ),
    '## Rules of every workflow',
    '',
    'They hold whatever a definition says.',
    '',
    ...(vocabulary.rules ?? []).map((rule) => `- ${rule}`),
    '',
    ...workflows.all().flatMap(describeWorkflow),
  ].join('\n');
}

function describeWorkflow(definition: WorkflowDefinition): readonly string[] {
  return [
    `## ${headingOf(definition)}`,
    '',
    `${definition.title['zh-CN']}. ${categoryOf(definition)}`,
    '',
    '```mermaid',
    drawWorkflow(definition).trimEnd(),
    '```',
    '',
    'Commands that leave the state as it is are not drawn.',
    '',
    ...table(
      ['State', '中文', 'Stage', 'Class'],
      definition.states.map(({ name, stage, stateClass, title }) => [
        `\`${name}\``,
        title['zh-CN'],
        STAGE_TITLES[stage].en,
        stateClass,
      ]),
    ),
    ...table(
      ['Command', 'From', 'To', 'Roles', 'Demands'],
      definition.transitions.map((transition) => describeTransition(definition, transition)),
    ),
  ];
}

const describeTransition = (
  { states }: WorkflowDefinition,
  { command, from, to, roles, requires, guards }: Transition,
): readonly string[] => [
  `\`${command}\``,
  from.length === states.length ? 'any state' : from.join(', '),
  to,
  roles.join(', '),
  [...requires.map((field) => `\`${field}\``), ...guards.map(describeGuard)].join(', '),
];

const describeGuard = ({ name, parameters }: GuardUse): string => {
  const values = Object.entries(parameters).map(([parameter, value]) => `${value} ${parameter}`);
  return values.length === 0 ? name : `${name} (${values.join(', ')})`;
};

const headingOf = ({ id, version }: WorkflowDefinition): string => `${id}, version ${version}`;

/** As GitHub and most Markdown readers make anchors of headings. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} -]/gu, '')
    .replaceAll(' ', '-');

const categoryOf = ({ category }: WorkflowDefinition): string =>
  category === null
    ? 'Of no service category: chosen by name only.'
    : `For tickets of the category \`${category}\`.`;

const table = (
  head: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] => [line(head), line(head.map(() => '---')), ...rows.map(line), ''];

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
