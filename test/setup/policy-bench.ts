import { randomUUID } from 'node:crypto';
import type { Command, ICommandHandler } from '@nestjs/cqrs';
import {
  GongdanError,
  ok,
  refuse,
  streamName,
  type Instant,
  type NewEvent,
  type RecordedEvent,
  type StreamName,
} from '@gongdan/core';
import {
  eventContract,
  ticketOutlineOf,
  type GongdanEvent,
  type Move,
  type PolicyCommandContext,
  type TicketCommands,
  type TicketEvent,
} from '@gongdan/contracts';
import type { Policy, Reaction } from '@gongdan/event-feed';
import {
  CommandExecutor,
  ContractedEventStore,
  InMemoryEventStore,
  InMemoryKeyVault,
  readWholeStream,
} from '@gongdan/event-store';
import { VirtualClock } from '@gongdan/simulation';

/** Carries commands straight to their handlers, as Nest’s bus does. */
class DirectBus {
  private readonly handlers = new Map<unknown, ICommandHandler>();

  register(command: unknown, handler: ICommandHandler): this {
    this.handlers.set(command, handler);
    return this;
  }

  execute<Outcome>(command: Command<Outcome>): Promise<Outcome> {
    const handler = this.handlers.get(command.constructor);
    if (!handler) throw new Error(`nobody handles ${command.constructor.name}`);
    return handler.execute(command) as Promise<Outcome>;
  }
}

/** A policy on the real (in-memory, contracted) store with the real executor and handlers. */
export class PolicyBench {
  readonly clock = new VirtualClock('2026-03-02T09:00:00.000Z' as Instant);
  readonly ids = { next: () => randomUUID() };
  readonly vault = new InMemoryKeyVault();
  readonly store = new ContractedEventStore(new InMemoryEventStore(this.clock), {
    vault: this.vault,
  });
  readonly executor = new CommandExecutor(this.store, this.clock, this.ids);
  readonly bus = new DirectBus();
  readonly tickets = new StreamTickets(this);

  /** Records events as they are, as another stage would have. Answers the last one. */
  async record(
    stream: StreamName,
    customerId: string | null,
    ...events: readonly GongdanEvent[]
  ): Promise<RecordedEvent> {
    const result = await this.store.append({
      writes: [
        { stream, expected: 'any', events: events.map((event) => this.envelop(event, customerId)) },
      ],
    });
    if (result.status !== 'appended') throw new Error(result.status);
    const recorded = await readWholeStream(this.store, stream);
    return recorded.at(-1)!;
  }

  /** Delivers an event to a policy, as often as is said. */
  async deliver(policy: Policy, event: RecordedEvent, times = 1): Promise<void> {
    const actor = `policy:${policy.name}`;
    const reaction: Reaction = {
      actor,
      correlationId: event.correlationId,
      causationId: event.id,
      keyFor: (purpose) => `${actor}:${event.id}:${purpose}`,
    };
    for (let time = 0; time < times; time++) {
      if (policy.types.includes(event.type)) await policy.react(event, reaction);
    }
  }

  /** Types of the events in a stream. */
  async typesIn(stream: StreamName): Promise<readonly string[]> {
    return (await readWholeStream(this.store, stream)).map(({ type }) => type);
  }

  async last(stream: StreamName): Promise<RecordedEvent> {
    return (await readWholeStream(this.store, stream)).at(-1)!;
  }

  private envelop({ type, data }: GongdanEvent, customerId: string | null): NewEvent {
    return {
      id: this.ids.next(),
      type,
      schemaVersion: eventContract(type).schemaVersion,
      data,
      actor: 'somebody',
      occurredAt: this.clock.now(),
      correlationId: this.ids.next(),
      causationId: null,
      customerId,
    };
  }
}

/** Settles and closes as the ticket stage does, on the ticket’s stream; refuses what has moved on. */
class StreamTickets implements TicketCommands {
  /** The next command fails with this, once. */
  failNextWith: GongdanError | undefined;

  constructor(private readonly bench: PolicyBench) {}

  /** Once; which workflow it follows is the ticket stage’s affair. */
  registerVisit: TicketCommands['registerVisit'] = async (ticketId, order) => {
    const failure = this.failNextWith;
    this.failNextWith = undefined;
    if (failure) throw failure;
    const stream = streamName('ticket', ticketId);
    const [first] = await readWholeStream(this.bench.store, stream);
    if (first) return ok({ position: first.position });
    const { planId, slot, orderedOn, ...said } = order;
    const event = await this.bench.record(stream, order.customerId, {
      type: 'TicketRegistered',
      data: {
        ...said,
        ticketId,
        number: `T-${orderedOn}`,
        workflow: { id: 'contract', version: 1 },
        category: 'contract',
        channel: 'maintenance',
        maintenance: { planId, slot },
        move: moveTo('registered', 'request', 'open'),
      },
    });
    return ok({ position: event.position });
  };

  settle: TicketCommands['settle'] = (ticketId, { outcome, invoiceId, cycle }, context) =>
    this.move(ticketId, 'billing', cycle, context, {
      type: 'TicketSettled',
      data: {
        outcome,
        ...(invoiceId === undefined ? {} : { invoiceId }),
        move: moveTo('awaiting-feedback', 'feedback'),
      },
    });

  private readonly told = new Set<string>();

  /** Once for a key. */
  comment: TicketCommands['comment'] = async (ticketId, text, { idempotencyKey }) => {
    const failure = this.failNextWith;
    this.failNextWith = undefined;
    if (failure) throw failure;
    const stream = streamName('ticket', ticketId);
    const [{ customerId, position } = { customerId: null, position: 0 }] = await readWholeStream(
      this.bench.store,
      stream,
    );
    if (this.told.has(idempotencyKey)) return ok({ position });
    this.told.add(idempotencyKey);
    const commentId = `m${this.told.size}`;
    const data = { commentId, text, visibility: 'internal' } as const;
    const event = await this.bench.record(stream, customerId, { type: 'TicketCommented', data });
    return ok({ position: event.position });
  };

  close: TicketCommands['close'] = (ticketId, { reason, cycle }, context) =>
    this.move(ticketId, 'feedback', cycle, context, {
      type: 'TicketClosed',
      data: { ...(reason === undefined ? {} : { reason }), move: moveTo('closed', 'closed') },
    });

  /** Up to the level that is named, once; the ladder’s own rules are the ticket stage’s. */
  escalate: TicketCommands['escalate'] = async (ticketId, { to = 'executive', reason }) => {
    const stream = streamName('ticket', ticketId);
    const events = await readWholeStream(this.bench.store, stream);
    if (events.some(({ data }) => data['to'] === to)) {
      return refuse({ code: 'TICKET.AT_THIS_LEVEL', category: 'rejected', message: to });
    }
    const data = { from: 'handler', to, reason } as const;
    const event = await this.bench.record(stream, null, { type: 'TicketEscalated', data });
    return ok({ position: event.position });
  };

  private async move(
    ticketId: string,
    stage: Move['stage'],
    cycle: number,
    { idempotencyKey }: PolicyCommandContext,
    event: TicketEvent,
  ) {
    const failure = this.failNextWith;
    this.failNextWith = undefined;
    if (failure) throw failure;
    const { store } = this.bench;
    const done = await store.findOutcome(idempotencyKey);
    if (done) return ok({ position: done.position });
    const stream = streamName('ticket', ticketId);
    const events = await readWholeStream(store, stream);
    const ticket = ticketOutlineOf(events as readonly TicketEvent[]);
    if (ticket?.stage !== stage || ticket.cycle !== cycle) {
      return refuse({
        code: 'TICKET.MOVED_ON',
        category: 'rejected' as const,
        message: 'The ticket has moved on.',
      });
    }
    const recorded = await this.bench.record(stream, ticket.customerId, event);
    return ok({ position: recorded.position });
  }
}

export const moveTo = (
  to: string,
  stage: Move['stage'],
  stateClass: Move['stateClass'] = 'resolved',
): Move => ({ from: null, to, stage, stateClass });
