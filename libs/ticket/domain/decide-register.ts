import { ok, type Refusal, type Result } from '@gongdan/core';
import type { Caller, TicketEvent } from '@gongdan/contracts';
import type { WorkflowDefinition, Workflows } from '@gongdan/workflow';
import { happened, no, type Decision } from './deciding.js';
import { plainData } from './plain-data.js';
import type { RegisterInput, TicketCommandOf } from './ticket-command.js';
import { WANTED_HOURS_MAX } from './ticket-limits.js';
import { fieldsRequired, refused, roleNotAllowed, violating } from './ticket-refusals.js';
import { checkedWindow } from './windows.js';

/** The beginning of a ticket: the one command without a state to start from. */
export function decideRegister(
  workflows: Workflows,
  { caller, input: given }: TicketCommandOf<'register'>,
): Decision {
  const input = plainData(given);
  const found = workflowFor(workflows, input, caller);
  if (!found.ok) return found;
  const { definition, transition, initial } = found.value;
  const missing = transition.requires.filter((field) => !(field in input));
  if (missing.length > 0) return no(fieldsRequired('register', missing));
  const { workflowId: _workflowId, wanted, ...said } = input;
  const window = wanted && checkedWindow(wanted, '/wanted', WANTED_HOURS_MAX);
  if (window && !window.ok) return window;
  const registered: TicketEvent = {
    type: 'TicketRegistered',
    data: {
      ...said,
      ...(window ? { wanted: window.value } : {}),
      priority: input.priority ?? 'normal',
      workflow: definition.pin,
      move: { from: null, to: initial.name, stage: initial.stage, stateClass: initial.stateClass },
    },
  };
  return happened(registered);
}

/** Whether this caller may register anything at all: undefined, or why not. */
export function registerRefusal(workflows: Workflows, caller: Caller): Refusal | undefined {
  const roles = workflows
    .all()
    .filter((definition) => workflows.latest(definition.id) === definition)
    .flatMap((definition) => definition.transitionsOf('register'))
    .flatMap((transition) => transition.roles);
  return caller.roles.some((role) => roles.includes(role))
    ? undefined
    : roleNotAllowed('register', [...new Set(roles)], '');
}

function workflowFor(workflows: Workflows, input: RegisterInput, caller: Caller) {
  const general = registerRefusal(workflows, caller);
  if (general) return refused(general);
  const { workflowId, source, maintenance } = input;
  const isForEngine = [workflowId, source, maintenance].some((member) => member !== undefined);
  if (isForEngine && !caller.roles.includes('system')) {
    return refused({
      code: 'TICKET.SYSTEM_ONLY',
      category: 'forbidden',
      message:
        'Only the engine itself may choose a workflow or name the log or the plan a ticket came from.',
      hint: 'Leave workflowId, source and maintenance out.',
    });
  }
  const definition = definitionFor(workflows, input);
  if (!definition.ok) return definition;
  const [transition] = definition.value.transitionsOf('register');
  const initial = definition.value.state(definition.value.initial);
  if (!transition || !initial) return refused(noWorkflow(input));
  return caller.roles.some((role) => transition.roles.includes(role))
    ? ok({ definition: definition.value, transition, initial })
    : refused(roleNotAllowed('register', transition.roles, ''));
}

function definitionFor(
  workflows: Workflows,
  input: RegisterInput,
): Result<WorkflowDefinition, Refusal> {
  const { workflowId, category } = input;
  const definition =
    workflowId === undefined ? workflows.forCategory(category) : workflows.latest(workflowId);
  if (!definition) return refused(noWorkflow(input));
  if (definition.category !== null && definition.category !== category) {
    return refused(
      violating('/workflowId', {
        code: 'TICKET.WORKFLOW_MISMATCH',
        category: 'invalid',
        message: `The workflow ${definition.id} is for ${definition.category} tickets only.`,
        hint: 'Leave workflowId out: the category chooses.',
      }),
    );
  }
  return ok(definition);
}

const noWorkflow = ({ workflowId, category }: RegisterInput): Refusal =>
  workflowId === undefined
    ? violating('/category', {
        code: 'TICKET.WORKFLOW_UNKNOWN',
        category: 'invalid',
        message: `No workflow serves the category '${category}'.`,
        hint: 'Choose one of: paid, contract, free, internal.',
      })
    : violating('/workflowId', {
        code: 'TICKET.WORKFLOW_UNKNOWN',
        category: 'invalid',
        message: `There is no workflow '${workflowId}'.`,
        hint: 'Leave it out: the category chooses.',
      });
