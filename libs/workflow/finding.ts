import type { Place } from './workflow-definition.js';

/** Something that is wrong with a definition, and where. */
export interface WorkflowFinding extends Place {
  readonly file: string;
  readonly message: string;
}

/** `paid.v1.yaml:12:5: unknown role 'dispacher' …`: the form that editors jump to. */
export const formatFinding = ({ file, line, column, message }: WorkflowFinding): string =>
  `${file}:${line}:${column}: ${message}`;

export const inReadingOrder = (findings: readonly WorkflowFinding[]): WorkflowFinding[] =>
  [...findings].sort(
    (one, other) =>
      one.file.localeCompare(other.file, 'en') ||
      one.line - other.line ||
      one.column - other.column,
  );
