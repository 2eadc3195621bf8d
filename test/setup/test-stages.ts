import { randomUUID } from 'node:crypto';
import { Global, Module } from '@nestjs/common';
import { CommandBus, CqrsModule } from '@nestjs/cqrs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { BillingModule } from '@gongdan/billing';
import { ComplaintModule } from '@gongdan/complaint';
import { eventContract, type Caller, type GongdanEvent, type Role } from '@gongdan/contracts';
import { GongdanError, type Clock, type StreamName } from '@gongdan/core';
import { CustomerModule } from '@gongdan/customer';
import type { Policy } from '@gongdan/event-feed';
import { APPEND_STREAMS_MAX } from '@gongdan/event-store';
import { FeedbackModule } from '@gongdan/feedback';
import {
  configFolder,
  createHttpApplication,
  PlatformModule,
  TICKET_COMMANDS,
  type Engine,
} from '@gongdan/platform';
import { TechnicianModule } from '@gongdan/technician';
import {
  IssueTicketCommand,
  IssueTicketCommandHandler,
  PolicyTicketCommands,
  ticketWorkflowVocabulary,
  type TicketCommandInputs,
  type TicketCommandName,
} from '@gongdan/ticket';
import { loadWorkflows } from '@gongdan/workflow';
import { createTestEngine } from './test-engine.js';

/** Tickets without their routes and read models: what the stages around them need. */
@Global()
@Module({
  imports: [CqrsModule],
  providers: [
    IssueTicketCommandHandler,
    {
      provide: TICKET_COMMANDS,
      inject: [CommandBus],
      useFactory: (commands: CommandBus) => new PolicyTicketCommands(commands),
    },
  ],
  exports: [TICKET_COMMANDS],
})
class TicketCommandsModule {}

/** Their workflows want the manager to release the visit. */
const NEEDS_RELEASE = ['paid', 'internal'];

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

export interface AskOptions {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The stages around the ticket on a real engine over HTTP, with an account for every role. */
export class TestStages {
  private readonly tokens = new Map<string, string>();

  private constructor(
    readonly engine: Engine,
    readonly app: NestFastifyApplication,
    /** Every policy that the stages have added. */
    readonly policies: readonly Policy[],
    private readonly base: string,
    private readonly removeEngine: () => Promise<void>,
  ) {}

  static async start(options: { readonly clock?: Clock } = {}): Promise<TestStages> {
    const workflows = loadWorkflows(configFolder('workflows'), ticketWorkflowVocabulary);
    const test = await createTestEngine({ workflows, ...options });
    const policies: Policy[] = [];
    const add = (policy: Policy): Promise<void> => {
      policies.push(policy);
      return test.engine.policies.add(policy);
    };
    const engine = { ...test.engine, policies: { add } } as unknown as Engine;
    const app = await createHttpApplication(
      {
        module: class StagesModule {},
        imports: [
          PlatformModule.forRoot(engine),
          TicketCommandsModule,
          CustomerModule,
          TechnicianModule,
          BillingModule,
          FeedbackModule,
          ComplaintModule,
        ],
      },
      engine,
    );
    await engine.start();
    await app.listen(0, '127.0.0.1');
    return new TestStages(engine, app, policies, await app.getUrl(), () => test.remove());
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.removeEngine();
  }

  /** Makes an account that `ask` can speak for. */
  async addAccount(username: string, roles: readonly Role[], technicianId?: string): Promise<void> {
    const password = 'correct horse battery';
    const account = { username, password, roles, ...(technicianId ? { technicianId } : {}) };
    const created = await this.engine.accounts.create(account);
    if (!created.ok) throw new GongdanError(created.error);
    const login = await this.engine.sessions.login(username, password, 'test');
    if (!login.ok) throw new GongdanError(login.error);
    this.tokens.set(username, login.value.token);
  }

  /** A request below /api/v1 in the name of an account; undefined: without a login. */
  async ask(
    username: string | undefined,
    request: string,
    { body, headers }: AskOptions = {},
  ): Promise<Answer> {
    const [method = '', path = ''] = request.split(' ');
    const token = username === undefined ? undefined : this.tokens.get(username);
    const response = await fetch(`${this.base}/api/v1${path}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return {
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as Record<string, unknown>,
    };
  }

  /** A command that must succeed; answers the id it names. Reads then show it. */
  async command(username: string, request: string, body: unknown): Promise<string> {
    const answer = await this.ask(username, request, { body });
    if (answer.status >= 300) throw new Error(`${request}: ${JSON.stringify(answer.body)}`);
    await this.caughtUp();
    return String(answer.body['id']);
  }

  /** Records one event in each of many streams at once, as its stage would have. */
  async recordEach(
    customerId: string,
    events: readonly (readonly [stream: StreamName, event: GongdanEvent])[],
  ): Promise<void> {
    const { store, ids, clock } = this.engine;
    for (let start = 0; start < events.length; start += APPEND_STREAMS_MAX) {
      const writes = events.slice(start, start + APPEND_STREAMS_MAX).map(([stream, event]) => ({
        stream,
        expected: 'none' as const,
        events: [
          {
            id: ids.next(),
            type: event.type,
            schemaVersion: eventContract(event.type).schemaVersion,
            data: event.data,
            actor: 'test',
            occurredAt: clock.now(),
            correlationId: ids.next(),
            causationId: null,
            customerId,
          },
        ],
      }));
      const { status } = await store.append({ writes });
      if (status !== 'appended') throw new Error(status);
    }
    await this.caughtUp();
  }

  /** A ticket command, straight to its handler, by this technician or, for null, the manager. */
  async ticket<Name extends TicketCommandName>(
    ticketId: string,
    name: Name,
    input: TicketCommandInputs[Name],
    technicianId: string | null,
  ): Promise<void> {
    const caller: Caller = {
      actor: technicianId ?? 'manager',
      roles: technicianId === null ? ['dispatch-manager', 'clerk', 'system'] : ['technician'],
      technicianId,
    };
    const command = new IssueTicketCommand(ticketId, name, input, { caller });
    const result = await this.app.get(CommandBus).execute(command);
    if (!result.ok) throw new GongdanError(result.error);
  }

  /** Registers a ticket and takes it through a visit to the archive. Answers its id. */
  async visitedTicket(
    registration: Omit<
      TicketCommandInputs['register'],
      'ticketId' | 'number' | 'channel' | 'title' | 'description'
    >,
    technicianId: string,
    minutes = 30,
    parts: TicketCommandInputs['record-parts']['parts'] = [],
  ): Promise<string> {
    const ticketId = randomUUID();
    const number = `T-${ticketId.slice(0, 8)}`;
    const words = { title: 'Does not cool', description: 'Warm air.', channel: 'phone' } as const;
    const does = <Name extends TicketCommandName>(name: Name, input: TicketCommandInputs[Name]) =>
      this.ticket(ticketId, name, input, technicianId);
    await this.ticket(ticketId, 'register', { ...registration, ...words, ticketId, number }, null);
    if (NEEDS_RELEASE.includes(registration.category)) {
      await this.ticket(ticketId, 'approve-dispatch', {}, null);
    }
    await this.ticket(ticketId, 'assign', { technicianId }, null);
    await does('accept', {});
    await does('depart', {});
    await does('arrive', {});
    await does('start', {});
    await does('record-work', { description: 'Refilled', minutes });
    if (parts.length > 0) await does('record-parts', { parts });
    await does('finish', { resolution: 'Cools again.' });
    await does('sign', { signedBy: 'Customer One' });
    await this.ticket(ticketId, 'countersign', {}, null);
    await this.ticket(ticketId, 'archive', {}, null);
    return ticketId;
  }

  /**
   * Waits until every policy and projection has handled the whole log, what the policies added to it
   * meanwhile included.
   */
  async caughtUp(): Promise<void> {
    const { feed, store } = this.engine;
    for (let before = -1, now = 0; before !== now;) {
      before = await store.lastPosition();
      for (const { name } of await feed.status()) {
        if (!(await feed.waitFor(name, before, 20_000))) throw new Error(`${name} is behind`);
      }
      now = await store.lastPosition();
    }
  }
}
