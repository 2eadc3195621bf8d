import type { ServiceCategory, WorkflowPin } from '@gongdan/contracts';
import type { WorkflowDefinition } from './workflow-definition.js';

/** All loaded versions of all workflows. Old versions stay: tickets are pinned to them. */
export class Workflows {
  private readonly byPin = new Map<string, WorkflowDefinition>();
  private readonly newest = new Map<string, WorkflowDefinition>();
  private readonly newestByCategory = new Map<ServiceCategory, WorkflowDefinition>();
  private readonly states = new Set<string>();

  constructor(definitions: readonly WorkflowDefinition[]) {
    for (const definition of definitions) this.add(definition);
  }

  /** The version that a ticket is pinned to; undefined: its file was not loaded. */
  get(pin: WorkflowPin): WorkflowDefinition | undefined {
    return this.byPin.get(`${pin.id}.v${pin.version}`);
  }

  /** The newest version of a workflow: what new tickets start with. */
  latest(id: string): WorkflowDefinition | undefined {
    return this.newest.get(id);
  }

  /** The newest version of the workflow that a service category follows. */
  forCategory(category: ServiceCategory): WorkflowDefinition | undefined {
    return this.newestByCategory.get(category);
  }

  /** By id, then by version. */
  all(): readonly WorkflowDefinition[] {
    return [...this.byPin.values()].sort(
      (one, other) => one.id.localeCompare(other.id, 'en') || one.version - other.version,
    );
  }

  /** The names of all states, of all versions of all workflows. */
  stateNames(): ReadonlySet<string> {
    return this.states;
  }

  private add(definition: WorkflowDefinition): void {
    this.byPin.set(`${definition.id}.v${definition.version}`, definition);
    for (const { name } of definition.states) this.states.add(name);
    if ((this.newest.get(definition.id)?.version ?? 0) > definition.version) return;
    this.newest.set(definition.id, definition);
    if (definition.category) this.newestByCategory.set(definition.category, definition);
  }
}
