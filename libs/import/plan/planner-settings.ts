import type { Channel, Priority, ServiceCategory } from '@gongdan/contracts';
import { withoutUndefined } from '@gongdan/core';
import type { FieldSource, Mapping } from '../mapping/mapping-schema.js';
import { WORKFLOW_DEFAULT } from './bind-workflow.js';
import { customerIdOf, technicianIdOf } from './derived-ids.js';
import type { RowSettings } from './row-commands.js';

/** What the planner takes from a mapping. */
export function plannerSettings({ log, workflow, fields }: Mapping): RowSettings {
  const { customer, technician } = fields;
  return {
    log,
    workflowId: workflow ?? WORKFLOW_DEFAULT,
    beginnings: withoutUndefined({
      customer: fallback(customer),
      title: fallback(fields.title),
      description: fallback(fields.description),
      category: fallback(fields.category) as ServiceCategory | undefined,
      priority: fallback(fields.priority) as Priority | undefined,
      channel: fallback(fields.channel) as Channel | undefined,
    }),
    customerId:
      customer.register === false ? (key) => key : remembered((key) => customerIdOf(log, key)),
    technicianId:
      technician?.engage === false ? (key) => key : remembered((key) => technicianIdOf(log, key)),
  };
}

/** Ids are asked for with every row; so many answers are kept, then all are dropped. */
const REMEMBERED_MAX = 20_000;

function remembered(derive: (key: string) => string): (key: string) => string {
  const known = new Map<string, string>();
  return (key) => {
    let id = known.get(key);
    if (id === undefined) {
      id = derive(key);
      if (known.size >= REMEMBERED_MAX) known.clear();
      known.set(key, id);
    }
    return id;
  };
}

const fallback = (source: FieldSource | undefined): string | undefined => source?.whenEmpty;
