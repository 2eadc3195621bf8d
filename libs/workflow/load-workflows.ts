import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GongdanError, messageOf } from '@gongdan/core';
import {
  categoriesWithoutWorkflow,
  checkWorkflows,
  type CheckedWorkflows,
  type WorkflowFile,
} from './check-workflows.js';
import { formatFinding, type WorkflowFinding } from './finding.js';
import { Workflows } from './workflows.js';
import type { WorkflowVocabulary } from './workflow-vocabulary.js';

/**
 * Loads every `*.yaml` of a folder. Throws `WORKFLOW.INVALID` with all findings of all files (each
 * with file and line, also as `violations`), and `WORKFLOW.UNREADABLE` where folder or file cannot
 * be read.
 */
export function loadWorkflows(folder: string, vocabulary: WorkflowVocabulary): Workflows {
  const { definitions, findings } = checkWorkflowFolder(folder, vocabulary);
  throwFindings(findings);
  return new Workflows(definitions);
}

/** What keeps an engine from loading the folder. Throws `WORKFLOW.UNREADABLE`. */
export function checkWorkflowFolder(
  folder: string,
  vocabulary: WorkflowVocabulary,
): CheckedWorkflows {
  const { definitions, findings } = checkWorkflows(readWorkflowFiles(folder), vocabulary);
  if (findings.length > 0) return { definitions, findings };
  const missing = categoriesWithoutWorkflow(definitions).map((category) => ({
    file: folder,
    line: 1,
    column: 1,
    message: `no definition has the category '${category}'`,
  }));
  return { definitions, findings: missing };
}

/** The texts of a folder’s definitions, by name. Throws `WORKFLOW.UNREADABLE`. */
export function readWorkflowFiles(folder: string): readonly WorkflowFile[] {
  try {
    return readdirSync(folder)
      .filter((name) => /\.ya?ml$/.test(name))
      .sort()
      .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));
  } catch (error) {
    throw new GongdanError(
      {
        code: 'WORKFLOW.UNREADABLE',
        category: 'invalid',
        message: `The workflow definitions in ${folder} cannot be read: ${messageOf(error)}`,
        hint: 'Check that the folder is there and that this user may read it.',
      },
      { cause: error },
    );
  }
}

function throwFindings(findings: readonly WorkflowFinding[]): void {
  if (findings.length === 0) return;
  throw new GongdanError({
    code: 'WORKFLOW.INVALID',
    category: 'invalid',
    message: [
      `The workflow definitions have ${findings.length} fault(s):`,
      ...findings.map((finding) => `  ${formatFinding(finding)}`),
    ].join('\n'),
    hint: 'Put the named lines right; docs/reference/workflows.md lists the words.',
    violations: findings.map(({ file, line, message }) => ({ path: `${file}:${line}`, message })),
  });
}
