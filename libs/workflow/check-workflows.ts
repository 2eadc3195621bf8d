import { SERVICE_CATEGORIES } from '@gongdan/contracts';
import { checkJourney } from './check-journey.js';
import { inReadingOrder, type WorkflowFinding } from './finding.js';
import { readWorkflow } from './read-workflow.js';
import { WorkflowDefinition, type WorkflowParts } from './workflow-definition.js';
import type { WorkflowVocabulary } from './workflow-vocabulary.js';
import { YamlSource } from './yaml-source.js';

/** Largest definition file. */
export const WORKFLOW_BYTES_MAX = 1_000_000;

export interface WorkflowFile {
  /** `<id>.v<version>.yaml`. */
  readonly name: string;
  readonly text: string;
}

export interface CheckedWorkflows {
  /** The definitions without a finding of their own. */
  readonly definitions: readonly WorkflowDefinition[];
  /** Everything that is wrong with all files, in reading order. Empty: all is well. */
  readonly findings: readonly WorkflowFinding[];
}

/**
 * Reads and checks definitions against the words their owner gives. Pure: text in, findings out.
 */
export function checkWorkflows(
  files: readonly WorkflowFile[],
  vocabulary: WorkflowVocabulary,
): CheckedWorkflows {
  const checked = files.map((file) => checkFile(file, vocabulary));
  const definitions = checked.flatMap(({ parts, findings }) =>
    parts && findings.length === 0 ? [new WorkflowDefinition(parts)] : [],
  );
  const findings = checked.flatMap((file) => file.findings);
  return { definitions, findings: inReadingOrder([...findings, ...categoriesTwice(checked)]) };
}

/** The service categories that no definition serves: their tickets could not be registered. */
export const categoriesWithoutWorkflow = (definitions: readonly WorkflowParts[]) =>
  SERVICE_CATEGORIES.filter((category) =>
    definitions.every((definition) => definition.category !== category),
  );

interface CheckedFile {
  readonly name: string;
  readonly parts?: WorkflowParts;
  readonly findings: readonly WorkflowFinding[];
}

function checkFile({ name, text }: WorkflowFile, vocabulary: WorkflowVocabulary): CheckedFile {
  if (Buffer.byteLength(text) > WORKFLOW_BYTES_MAX) {
    return { name, findings: [finding(name, `larger than ${WORKFLOW_BYTES_MAX} bytes`)] };
  }
  const source = new YamlSource(name, text);
  const wellFormed = source.findings.length === 0;
  const parts = readWorkflow(source, vocabulary);
  if (!parts) return { name, findings: source.findings };
  if (wellFormed) {
    checkJourney(parts, vocabulary, (place, message) =>
      source.findings.push({ file: name, ...place, message }),
    );
  }
  const expected = `${parts.id}.v${parts.version}.yaml`;
  if (parts.id !== '' && parts.version > 0 && name !== expected) {
    source.findings.push(
      finding(name, `the file must be named '${expected}', after id and version`),
    );
  }
  return { name, parts, findings: source.findings };
}

/** A category must lead to one workflow; versions of the same one share it. */
function categoriesTwice(files: readonly CheckedFile[]): readonly WorkflowFinding[] {
  const owners = new Map<string, string>();
  return files.flatMap(({ name, parts }) => {
    if (!parts || parts.category === null) return [];
    const owner = owners.get(parts.category) ?? parts.id;
    owners.set(parts.category, owner);
    return owner === parts.id
      ? []
      : [finding(name, `the category '${parts.category}' is served by '${owner}' already`)];
  });
}

const finding = (file: string, message: string): WorkflowFinding => ({
  file,
  line: 1,
  column: 1,
  message,
});
