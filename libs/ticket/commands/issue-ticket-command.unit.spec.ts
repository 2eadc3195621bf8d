import { beforeEach, describe, expect, it } from '@jest/globals';
import { streamName, type Instant } from '@gongdan/core';
import { CommandExecutor, InMemoryEventStore, type CommandContext } from '@gongdan/event-store';
import {
  at,
  callers,
  decider,
  registration,
  TICKET,
  workflows,
} from '../domain/testing/ticket-story.js';
import type { TicketCommandInputs, TicketCommandName } from '../domain/index.js';
import { IssueTicketCommand, IssueTicketCommandHandler } from './issue-ticket-command.js';
import { PolicyTicketCommands } from './policy-ticket-commands.js';

const { clerk, manager, dispatcher, engine } = callers;
const stream = streamName('ticket', TICKET);

let now: Instant;
let store: InMemoryEventStore;
let executor: CommandExecutor;
let handler: IssueTicketCommandHandler;
beforeEach(() => {
  now = at(0);
  let last = 0;
  const clock = { now: () => now };
  const ids = { next: () => `0198c2f0-0000-7000-8000-${String(++last).padStart(12, '0')}` };
  store = new InMemoryEventStore(clock);
  executor = new CommandExecutor(store, clock, ids);
  handler = new IssueTicketCommandHandler(executor, clock, ids, workflows);
});

const issue = <Name extends TicketCommandName>(
  name: Name,
  input: TicketCommandInputs[Name],
  context: CommandContext,
) => handler.execute(new IssueTicketCommand(TICKET, name, input, context));

describe('IssueTicketCommand', () => {
  it('records what the decider decides, on the ticket’s stream, under its customer', async () => {
    const result = await issue('register', registration, { caller: clerk });
    expect(result).toMatchObject({ ok: true, value: { stream, version: 1, position: 1 } });
    const [event] = await store.readStream(stream);
    expect(event).toMatchObject({
      type: 'TicketRegistered',
      actor: 'clerk',
      customerId: registration.customerId,
      occurredAt: at(0),
      schemaVersion: 1,
    });
  });

  it('answers a refusal as a value and records nothing', async () => {
    const result = await issue('accept', {}, { caller: clerk });
    expect(result).toMatchObject({ ok: false, error: { code: 'TICKET.NOT_FOUND' } });
    expect(await store.lastPosition()).toBe(0);
  });

  it('tells state and event the same moment, cached or read back', async () => {
    await issue('register', registration, { caller: clerk });
    now = at(90);
    await issue('approve-dispatch', {}, { caller: manager, occurredAt: at(30) });
    const [, approved] = await store.readStream(stream);
    expect(approved?.occurredAt).toBe(at(30));
    const { state } = await executor.read(stream, decider);
    expect(state.stateSince).toBe(at(30));
    const early = await issue('comment', { text: 'x' }, { caller: clerk, occurredAt: at(91) });
    expect(early).toMatchObject({ error: { code: 'REQUEST.IN_THE_FUTURE' } });
  });

  it('has one effect per key', async () => {
    await issue('register', registration, { caller: clerk });
    const idempotency = { key: 'k1', fingerprint: 'a'.repeat(64) };
    const first = await issue('comment', { text: 'x' }, { caller: clerk, idempotency });
    const again = await issue('comment', { text: 'x' }, { caller: clerk, idempotency });
    expect(first).toMatchObject({ value: { version: 2, replayed: false } });
    expect(again).toMatchObject({ value: { version: 2, replayed: true } });
    expect(await store.lastPosition()).toBe(2);
  });

  it('changes nothing where all is so already', async () => {
    await issue('register', registration, { caller: clerk });
    const same = await issue('prioritise', { priority: 'normal' }, { caller: dispatcher });
    expect(same).toMatchObject({ ok: true, value: { events: [], version: 1, position: 0 } });
  });

  it('merges one of two tickets that are merged into each other at the same moment', async () => {
    const [one, two] = ['one', 'two'];
    for (const ticketId of [one, two]) {
      await handler.execute(
        new IssueTicketCommand(
          ticketId,
          'register',
          { ...registration, ticketId },
          { caller: clerk },
        ),
      );
    }
    const merge = (ticketId: string, intoTicketId: string, key: string) =>
      handler.execute(
        new IssueTicketCommand(
          ticketId,
          'merge',
          { intoTicketId },
          {
            caller: clerk,
            expectedVersion: 1,
            idempotency: { key, fingerprint: 'a'.repeat(64) },
          },
        ),
      );
    const both = await Promise.all([merge(one, two, 'k1'), merge(two, one, 'k2')]);
    expect(both).toMatchObject([{ ok: true }, { error: { code: 'TICKET.MERGE_INTO_ENDED' } }]);
    // The ticket that goes on may move on: a repeat is answered as before.
    const cancelled = new IssueTicketCommand(two, 'cancel', { reason: 'x' }, { caller: clerk });
    expect(await handler.execute(cancelled)).toMatchObject({ ok: true });
    expect(await merge(one, two, 'k1')).toMatchObject({ ok: true, value: { replayed: true } });
  });

  it('insists on the version that the caller saw', async () => {
    await issue('register', registration, { caller: clerk });
    const stale = await issue('comment', { text: 'x' }, { caller: clerk, expectedVersion: 0 });
    expect(stale).toMatchObject({ error: { code: 'STREAM.VERSION_CONFLICT' } });
  });
});

describe('what other stages’ policies ask of a ticket', () => {
  const context = (key: string) => ({
    actor: 'policy:settle-when-covered',
    correlationId: 'c1',
    causationId: 'e1',
    idempotencyKey: key,
  });

  /**
   * Imported history may be closed at once: the shortest way to a ticket that policies may touch.
   */
  const registerImported = () =>
    issue(
      'register',
      { ...registration, channel: 'import', workflowId: 'imported' },
      { caller: engine },
    );

  it('is done as the engine, once per reaction, whatever the policy reads then', async () => {
    await registerImported();
    const tickets = new PolicyTicketCommands(handler);
    const first = await tickets.close(TICKET, { cycle: 1 }, context('k1'));
    const again = await tickets.close(TICKET, { cycle: 1, reason: 'other' }, context('k1'));
    expect(first).toEqual({ ok: true, value: { position: 2 } });
    expect(again).toEqual({ ok: true, value: { position: 2 } });
    expect((await store.readStream(stream))[1]).toMatchObject({
      type: 'TicketClosed',
      actor: 'policy:settle-when-covered',
      correlationId: 'c1',
      causationId: 'e1',
    });
  });

  it('is refused, and changes nothing, where the ticket has moved on', async () => {
    await registerImported();
    const tickets = new PolicyTicketCommands(handler);
    const overtaken = await tickets.close(TICKET, { cycle: 2 }, context('k1'));
    expect(overtaken).toMatchObject({ error: { code: 'TICKET.CYCLE_OVER', category: 'rejected' } });
    const settlement = { outcome: 'covered', cycle: 1 } as const;
    const settled = await tickets.settle(TICKET, settlement, context('k2'));
    expect(settled).toMatchObject({
      error: { code: 'TICKET.NOT_IN_WORKFLOW', category: 'rejected' },
    });
    expect(await store.lastPosition()).toBe(1);
  });
});
