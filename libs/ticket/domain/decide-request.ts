import type { Refusal } from '@gongdan/core';
import type { TicketEvent } from '@gongdan/contracts';
import type { WorkflowDefinition } from '@gongdan/workflow';
import {
  happened,
  no,
  nothingToChange,
  type Decide,
  type Deciding,
  type Decision,
  type Decisions,
} from './deciding.js';
import { sameData } from './plain-data.js';
import { ATTACHMENT_BYTES_MAX, WANTED_HOURS_MAX } from './ticket-limits.js';
import { contractNotAllowed, fieldsRequired, violating } from './ticket-refusals.js';
import type { TicketState } from './ticket-state.js';
import { checkedWindow } from './windows.js';

const amend: Decide<'amend'> = (deciding) => {
  const { state, input } = deciding;
  const { wanted, ...rest } = input;
  const window = wanted && checkedWindow(wanted, '/wanted', WANTED_HOURS_MAX);
  if (window && !window.ok) return window;
  const said = { ...rest, ...(window ? { wanted: window.value } : {}) };
  const changed = Object.entries(said).filter(
    ([field, value]) => !sameData(value, state[field as keyof typeof said]),
  );
  if (changed.length === 0) return nothingToChange();
  const isPayerNamed = changed.some(([field]) => field === 'contractId');
  const refusal = isPayerNamed ? payerRefusal(deciding) : undefined;
  return refusal
    ? no(refusal)
    : happened({ type: 'TicketAmended', data: Object.fromEntries(changed) });
};

/** The contract decides who pays, as the category does: it is theirs to name who may classify. */
function payerRefusal({ state, command, definition }: Deciding<'amend'>): Refusal | undefined {
  const roles =
    definition.transition('classify', state.state)?.roles ??
    definition.transitionsOf('classify').flatMap((transition) => transition.roles);
  const may = roles.length === 0 || command.caller.roles.some((role) => roles.includes(role));
  return may ? undefined : contractNotAllowed([...new Set(roles)], state.state);
}

/**
 * Before work began the ticket moves to the other category’s workflow; after it, only billing does. Where its workflow
 * never comes to billing, it moves all the same: what is to be paid would be closed unpaid. The contract may be named
 * with the category: from the signature on only classify is left.
 */
const classify: Decide<'classify'> = (deciding) => {
  const { state, input } = deciding;
  const { contractId, ...correction } = input;
  const named: readonly TicketEvent[] =
    contractId === undefined || contractId === state.contractId
      ? []
      : [{ type: 'TicketAmended', data: { contractId } }];
  if (input.category === state.category) return happened(...named);
  const next = workflowAfterClassifying(deciding);
  if (!next) {
    return no(
      violating('/category', {
        code: 'TICKET.WORKFLOW_UNKNOWN',
        category: 'invalid',
        message: `No workflow serves the category '${input.category}'.`,
        hint: 'Choose one of: paid, contract, free, internal.',
      }),
    );
  }
  const lacking = stateLacking(state, next);
  if (lacking !== undefined) return no(stateNotInWorkflow(lacking, next, '/category'));
  const refusal = next === deciding.definition ? undefined : unsignedRefusal(state);
  if (refusal) return no(refusal);
  return happened(
    {
      type: 'TicketClassified',
      data: { ...correction, previousCategory: state.category, workflow: next.pin },
    },
    ...named,
  );
};

function workflowAfterClassifying(deciding: Deciding<'classify'>): WorkflowDefinition | undefined {
  const { state, input, workflows, definition } = deciding;
  // A workflow of no category (imported history) suits them all.
  if (definition.category === null) return definition;
  const next = workflows.forCategory(input.category);
  const isUnpaid = next !== undefined && isBilled(next) && !isBilled(definition);
  return state.workBegan && !isUnpaid ? definition : next;
}

const isBilled = (definition: WorkflowDefinition): boolean =>
  definition.transitionsOf('settle').length > 0;

/** Where a signature is needed it comes before the countersignature: afterwards nobody could give it. */
const unsignedRefusal = ({ countersigned, signature }: TicketState): Refusal | undefined =>
  countersigned && signature === null
    ? violating('/category', {
        code: 'TICKET.COUNTERSIGNED_UNSIGNED',
        category: 'rejected',
        message:
          'The voucher was countersigned without the customer’s signature, which the category needs.',
        hint: 'Archive it as it is, and register a ticket of the other category for what is to be paid.',
      })
    : undefined;

/** A state the ticket is in, or would be resumed to, that the other definition does not have. */
const stateLacking = (state: TicketState, next: WorkflowDefinition): string | undefined =>
  [state.state, state.pausedFrom].find((name) => name !== null && !next.state(name)) ?? undefined;

const stateNotInWorkflow = (state: string, next: WorkflowDefinition, path: string): Refusal => ({
  code: 'TICKET.STATE_NOT_IN_WORKFLOW',
  category: 'rejected',
  message: `The workflow ${next.id} v${next.version} has no state ${state}.`,
  hint:
    path === '/state'
      ? `Choose one of its states: ${next.states.map(({ name }) => name).join(', ')}.`
      : 'Move the ticket to a state that both workflows have, then try again.',
  violations: [{ path, message: `has no state ${state}` }],
});

const prioritise: Decide<'prioritise'> = ({ state, input }) =>
  input.priority === state.priority
    ? nothingToChange()
    : happened({
        type: 'TicketPrioritised',
        data: { ...input, previousPriority: state.priority },
      });

const merge: Decide<'merge'> = ({ state, input, move }) =>
  input.intoTicketId === state.ticketId
    ? no(
        violating('/intoTicketId', {
          code: 'TICKET.MERGE_INTO_ITSELF',
          category: 'invalid',
          message: 'A ticket cannot be merged into itself.',
          hint: 'Name the ticket that goes on.',
        }),
      )
    : happened({ type: 'TicketMerged', data: { ...input, move } });

/** Billing and feedback look back on one cycle; a reopening may have overtaken them. */
const cycleOver = (state: TicketState, cycle: number | undefined): Refusal | undefined =>
  cycle === undefined || cycle === state.cycle
    ? undefined
    : {
        code: 'TICKET.CYCLE_OVER',
        category: 'rejected',
        message: `This is about cycle ${cycle}; the ticket is in cycle ${state.cycle}.`,
        hint: 'Leave the ticket alone: its present cycle is settled and closed by itself.',
      };

const settle: Decide<'settle'> = ({ state, input: { cycle, ...said }, move }) => {
  const over = cycleOver(state, cycle);
  if (over) return no(over);
  return said.outcome === 'invoiced' && said.invoiceId === undefined
    ? no(fieldsRequired('settle', ['invoiceId']))
    : happened({ type: 'TicketSettled', data: { ...said, move } });
};

const close: Decide<'close'> = ({ state, input: { cycle, ...said }, move }) => {
  const over = cycleOver(state, cycle);
  return over ? no(over) : happened({ type: 'TicketClosed', data: { ...said, move } });
};

const attach: Decide<'attach'> = ({ input, command }) =>
  input.sizeBytes > ATTACHMENT_BYTES_MAX
    ? no(
        violating('/contentBase64', {
          code: 'TICKET.FILE_TOO_LARGE',
          category: 'invalid',
          message: `A file of ${input.sizeBytes} bytes is too large.`,
          hint: `Attach a smaller one: at most ${ATTACHMENT_BYTES_MAX} bytes are kept.`,
        }),
      )
    : happened({ type: 'TicketFileAttached', data: { attachmentId: command.newId, ...input } });

const migrateWorkflow: Decide<'migrate-workflow'> = (deciding) => {
  const { state, input, workflows } = deciding;
  const { id, version } = state.workflow;
  if (input.version === version) return nothingToChange();
  if (input.version < version) {
    return no({
      code: 'TICKET.VERSION_NOT_NEWER',
      category: 'rejected',
      message: `The ticket follows version ${version} of ${id} already; ${input.version} is older.`,
      hint: 'Migrate to a newer version.',
    });
  }
  const next = workflows.get({ id, version: input.version });
  return next
    ? migrateTo(next, deciding)
    : no(
        violating('/version', {
          code: 'TICKET.WORKFLOW_UNKNOWN',
          category: 'invalid',
          message: `There is no version ${input.version} of ${id}.`,
          hint: `The newest is ${workflows.latest(id)?.version ?? version}.`,
        }),
      );
};

function migrateTo(next: WorkflowDefinition, deciding: Deciding<'migrate-workflow'>): Decision {
  const { state, input } = deciding;
  const lacking =
    input.state === undefined ? stateLacking(state, next) : next.state(input.state) && undefined;
  const target = next.state(input.state ?? state.state);
  if (lacking !== undefined || !target) {
    return no(stateNotInWorkflow(lacking ?? input.state ?? state.state, next, '/state'));
  }
  const { name: to, stage, stateClass } = target;
  const moves = to !== state.state || stage !== state.stage || stateClass !== state.stateClass;
  return happened({
    type: 'TicketWorkflowMigrated',
    data: {
      workflow: next.pin,
      previousWorkflow: state.workflow,
      reason: input.reason,
      ...(moves ? { move: { from: state.state, to, stage, stateClass } } : {}),
    },
  });
}

export const requestDecisions: Decisions<
  | 'amend'
  | 'classify'
  | 'prioritise'
  | 'cancel'
  | 'merge'
  | 'reopen'
  | 'settle'
  | 'close'
  | 'comment'
  | 'attach'
  | 'migrate-workflow'
> = {
  amend,
  classify,
  prioritise,
  cancel: ({ input, move }) => happened({ type: 'TicketCancelled', data: { ...input, move } }),
  merge,
  reopen: ({ state, input, move }) =>
    happened({ type: 'TicketReopened', data: { ...input, cycle: state.cycle + 1, move } }),
  settle,
  close,
  comment: ({ input, command }) =>
    happened({
      type: 'TicketCommented',
      data: {
        commentId: command.newId,
        text: input.text,
        visibility: input.visibility ?? 'internal',
      },
    }),
  attach,
  'migrate-workflow': migrateWorkflow,
};
