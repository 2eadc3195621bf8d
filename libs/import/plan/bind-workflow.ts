import type { Workflows } from '@gongdan/workflow';
import type { LoadedMapping } from '../mapping/load-mapping.js';
import { SAME_STATE } from '../mapping/mapping-schema.js';
import type { TargetState } from '../rows/import-row.js';
import { WayFinder } from './way-finder.js';

/** The workflow that imported tickets follow where the mapping names none. */
export const WORKFLOW_DEFAULT = 'imported';

/**
 * Finds the mapping’s workflow and checks its states against it. Throws `IMPORT.MAPPING_INVALID` with
 * file and line of every state that the workflow does not have, or that no commands lead to.
 */
export function bindWorkflow(
  { mapping, document }: LoadedMapping,
  workflows: Workflows,
): WayFinder {
  const id = mapping.workflow ?? WORKFLOW_DEFAULT;
  const definition = workflows.latest(id);
  if (definition === undefined) {
    const known = workflows.all().map((workflow) => workflow.id);
    const list = [...new Set(known)].join(', ');
    document.report(['workflow'], `there is no workflow '${id}'; known: ${list}`);
    document.throwIfInvalid();
    throw new Error('unreachable: the report throws');
  }
  const ways = new WayFinder(definition);
  const beginning = { state: definition.initial, pausedFrom: null, pauseReason: null };
  const names = definition.states.map(({ name }) => name).join(', ');
  for (const [name, target] of Object.entries(mapping.states) as [string, TargetState][]) {
    const path = ['states', name] as const;
    if (target.to === SAME_STATE) {
      if (target.pause === undefined) continue;
      document.report(path, `'${SAME_STATE}' leaves the state as it is: it has no reason to pause`);
      continue;
    }
    const state = definition.state(target.to);
    if (state === undefined) {
      document.report(path, `'${target.to}' is no state of '${id}'; known: ${names}`);
    } else if (target.pause !== undefined && state.stateClass !== 'paused') {
      document.report(path, `'${target.to}' is not a paused state: it has no reason to pause`);
    } else if (ways.find(beginning, target) === undefined) {
      const commands = 'an import can give';
      document.report(path, `no commands ${commands} lead from a new ticket to '${target.to}'`);
    }
  }
  document.throwIfInvalid();
  return ways;
}
