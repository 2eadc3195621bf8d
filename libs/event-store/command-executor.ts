import { eventContract } from '@gongdan/contracts';
import {
  fold,
  GongdanError,
  ok,
  refuse,
  type Clock,
  type Decider,
  type DomainEvent,
  type IdGenerator,
  type NewEvent,
  type RecordedEvent,
  type Refusal,
  type Result,
  type StreamName,
} from '@gongdan/core';
import { keyReused, type CommandContext } from './command-context.js';
import { READ_EVENTS_MAX, type CommandRecord, type EventStore } from './event-store.js';
import type { CommandOutcome, Executed, Execution, RestsOn } from './execution.js';
import { StateCache } from './state-cache.js';
import { Turns } from './turns.js';

/** How often a decision is made anew because somebody else was faster, before giving up. */
const DECIDE_ATTEMPTS_MAX = 8;

type Keyed = Pick<CommandContext, 'idempotency'>;

interface Loaded<State> {
  readonly state: State;
  readonly version: number;
  /** Not as the store has it now, but as it is remembered or taken to be. */
  readonly cached: boolean;
}

/**
 * Load, decide, append. The single way in which anything changes. A decision that lost a race is made
 * anew on the new state (bounded), unless the caller insisted on a version; those that lost wait for one
 * another, so that they do not lose again and again. Only an append proves that a cached state was the
 * newest: a refusal, or that there is nothing to change, is decided on the store’s state before it is believed.
 */
export class CommandExecutor {
  private readonly cache = new StateCache();
  private readonly turns = new Turns();

  constructor(
    private readonly store: EventStore,
    private readonly clock: Clock,
    private readonly ids: IdGenerator,
  ) {}

  async execute<State, Command, Event extends DomainEvent>(
    execution: Execution<State, Command, Event>,
  ): Promise<Result<Executed, Refusal>> {
    const { stream, decider } = execution;
    const loaded = execution.isNew
      ? { state: decider.initial, version: 0, cached: true }
      : await this.load(stream, decider, true);
    const first = await this.attempt(execution, loaded);
    if (first !== 'again') return first;
    return this.turns.take(stream, () => this.decideAnew(execution));
  }

  private async decideAnew<State, Command, Event extends DomainEvent>(
    execution: Execution<State, Command, Event>,
  ): Promise<Result<Executed, Refusal>> {
    for (let attempt = 2; attempt <= DECIDE_ATTEMPTS_MAX; attempt++) {
      this.cache.drop(execution.stream);
      const loaded = await this.load(execution.stream, execution.decider, false);
      const outcome = await this.attempt(execution, loaded);
      if (outcome !== 'again') return outcome;
    }
    return refuse({
      code: 'STREAM.TOO_CONTENDED',
      category: 'transient',
      message: `Others changed ${execution.stream} ${DECIDE_ATTEMPTS_MAX} times meanwhile.`,
      hint: 'Send the same request again.',
    });
  }

  /** State and version of a stream as the store has it now (0: it does not exist). */
  async read<State, Event extends DomainEvent>(
    stream: StreamName,
    decider: Pick<Decider<State, never, Event>, 'initial' | 'evolve'>,
  ): Promise<{ state: State; version: number }> {
    const { state, version } = await this.load(stream, decider, false);
    return { state, version };
  }

  private async attempt<State, Command, Event extends DomainEvent>(
    execution: Execution<State, Command, Event>,
    loaded: Loaded<State>,
  ): Promise<Result<Executed, Refusal> | 'again'> {
    const { decider, command, expectedVersion } = execution;
    if (expectedVersion !== undefined && expectedVersion !== loaded.version) {
      if (loaded.cached) return 'again';
      return (await this.firstOutcome(execution)) ?? this.outdated(execution, loaded.version);
    }
    const decision = decider.decide(loaded.state, command);
    if (!decision.ok) {
      if (loaded.cached) return 'again';
      return (await this.firstOutcome(execution)) ?? decision;
    }
    if (decision.value.length === 0) {
      return loaded.cached ? 'again' : this.unchanged(execution, loaded);
    }
    const others = await execution.restsOn?.();
    if (others?.ok === false) return (await this.firstOutcome(execution)) ?? others;
    return this.append(execution, loaded, decision.value, others?.value ?? []);
  }

  private async append<State, Command, Event extends DomainEvent>(
    execution: Execution<State, Command, Event>,
    loaded: Loaded<State>,
    decided: readonly Event[],
    others: readonly RestsOn[],
  ): Promise<Result<Executed, Refusal> | 'again'> {
    const { stream } = execution;
    const state = fold(execution.decider, decided, loaded.state);
    const events = this.envelop(execution, decided, execution.customerIdOf(state));
    const outcome: CommandOutcome = {
      stream,
      version: loaded.version + events.length,
      events: events.map(({ id, type }) => ({ id, type })),
    };
    const command = this.commandRecord(execution, outcome);
    const result = await this.store.append({
      writes: [
        { stream, expected: loaded.version, events },
        ...others.map((other) => ({ stream: other.stream, expected: other.version, events: [] })),
      ],
      ...(command === undefined ? {} : { command }),
    });
    switch (result.status) {
      case 'appended':
        this.cache.put(stream, { state, version: outcome.version });
        return ok({ ...outcome, position: result.position, replayed: false });
      case 'replayed':
        return ok({
          ...(result.outcome as CommandOutcome),
          position: result.position,
          replayed: true,
        });
      case 'key-reused':
        return refuse(keyReused());
      case 'conflict':
        return execution.expectedVersion === undefined || result.stream !== stream
          ? 'again'
          : this.outdated(execution, result.actual);
    }
  }

  private async load<State, Event extends DomainEvent>(
    stream: StreamName,
    decider: Pick<Decider<State, never, Event>, 'initial' | 'evolve'>,
    fromCache: boolean,
  ): Promise<Loaded<State>> {
    const cached = fromCache ? this.cache.get<State>(stream) : undefined;
    if (cached) return { ...cached, cached: true };
    let state = decider.initial;
    let version = 0;
    for (;;) {
      const page = await this.store.readStream(stream, { fromVersion: version + 1 });
      state = fold(decider, page as readonly DomainEvent[] as readonly Event[], state);
      version += page.length;
      if (page.length < READ_EVENTS_MAX) return { state, version, cached: false };
    }
  }

  private envelop(
    execution: Pick<
      Execution<unknown, unknown, DomainEvent>,
      'actor' | 'occurredAt' | 'correlationId' | 'causationId'
    >,
    decided: readonly DomainEvent[],
    customerId: string | null,
  ): NewEvent[] {
    const occurredAt = execution.occurredAt ?? this.clock.now();
    const correlationId = execution.correlationId ?? this.ids.next();
    return decided.map(({ type, data, ...said }) => ({
      id: this.ids.next(),
      type,
      schemaVersion: eventContract(type).schemaVersion,
      data,
      actor: execution.actor,
      occurredAt: said.occurredAt ?? occurredAt,
      correlationId,
      causationId: execution.causationId ?? null,
      customerId,
    }));
  }

  private commandRecord(
    { idempotency }: Keyed,
    outcome: CommandOutcome,
  ): CommandRecord | undefined {
    return idempotency === undefined ? undefined : { ...idempotency, outcome };
  }

  /** The outcome of an earlier, effective execution of the same key, if there was one. */
  private async firstOutcome({
    idempotency,
  }: Keyed): Promise<Result<Executed, Refusal> | undefined> {
    if (!idempotency) return undefined;
    const stored = await this.store.findOutcome(idempotency.key);
    if (!stored) return undefined;
    if (stored.fingerprint !== idempotency.fingerprint) return refuse(keyReused());
    return ok({ ...(stored.outcome as CommandOutcome), position: stored.position, replayed: true });
  }

  private async unchanged<State>(
    execution: Keyed & { readonly stream: StreamName },
    loaded: Loaded<State>,
  ): Promise<Result<Executed, Refusal>> {
    const first = await this.firstOutcome(execution);
    if (first) return first;
    const { stream } = execution;
    return ok({ stream, version: loaded.version, events: [], position: 0, replayed: false });
  }

  /** The caller’s version is not the stream’s: names what came between. */
  private async outdated(
    execution: { readonly stream: StreamName; readonly expectedVersion?: number },
    actual: number,
  ): Promise<Result<never, Refusal>> {
    const expected = execution.expectedVersion ?? 0;
    const between: readonly RecordedEvent[] =
      actual > expected
        ? await this.store.readStream(execution.stream, { fromVersion: expected + 1, limit: 100 })
        : [];
    return refuse({
      code: 'STREAM.VERSION_CONFLICT',
      category: 'conflict',
      message: `You decided on version ${expected}; ${execution.stream} is at version ${actual}.`,
      hint: 'Read it again, look at what came between, and decide anew.',
      extra: {
        expectedVersion: expected,
        actualVersion: actual,
        intervening: between.map(({ id, type, version, actor, occurredAt, recordedAt }) => ({
          id,
          type,
          version,
          actor,
          occurredAt,
          recordedAt,
        })),
      },
    });
  }
}

/** Unwraps a result where a refusal is not expected (policies’ own bookkeeping, set-up, tests). */
export function accepted(result: Result<Executed, Refusal>): Executed {
  if (result.ok) return result.value;
  throw new GongdanError(result.error);
}
