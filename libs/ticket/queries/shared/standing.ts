import type { Workflows } from '@gongdan/workflow';
import type { DispatchBoardRow } from '../../projections/index.js';

/** Where a ticket of the board (alias `t`) stands: `<workflow>.v<version>:<state>`. */
export const STANDING = "(t.workflow_id || '.v' || t.workflow_version || ':' || t.state)";

const standing = (workflowId: string, version: number, state: string): string =>
  `${workflowId}.v${version}:${state}`;

type Standing = Pick<DispatchBoardRow, 'workflow_id' | 'workflow_version' | 'state'>;

/** What `STANDING` says in SQL, said of a row in memory. */
export const standingOf = (row: Standing): string =>
  standing(row.workflow_id, row.workflow_version, row.state);

/** Everywhere that a ticket may stand and takes the command, of whatever workflow. */
export const standingsFor = (workflows: Workflows, command: string): readonly string[] =>
  workflows
    .all()
    .flatMap((definition) =>
      definition
        .statesFor(command)
        .map((state) => standing(definition.id, definition.version, state)),
    );
