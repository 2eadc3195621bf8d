import {
  Inject,
  Logger,
  Module,
  type BeforeApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { loadCalendars } from '@gongdan/calendar';
import type { ComplaintCommands, TicketCommands } from '@gongdan/contracts';
import type { EventFeed, PolicyRunner } from '@gongdan/event-feed';
import type { CommandExecutor, EventStore } from '@gongdan/event-store';
import {
  CLOCK,
  COMMAND_EXECUTOR,
  COMPLAINT_COMMANDS,
  configFolder,
  ENGINE,
  EVENT_FEED,
  EVENT_STORE,
  PG_POOL,
  POLICY_RUNNER,
  PROJECTION_RUNNER,
  roundsTold,
  SETTINGS,
  TICKET_COMMANDS,
  type Engine,
  type Settings,
} from '@gongdan/platform';
import type { ProjectionRunner } from '@gongdan/projections';
import type { Pool } from 'pg';
import { SlaFiguresController } from './api/sla-figures.controller.js';
import { ComplaintSlaController, TicketSlaController } from './api/subject-sla.controller.js';
import { WhatIfController } from './api/what-if.controller.js';
import { DecidePromisesHandler } from './commands/decide-promises/decide-promises.handler.js';
import { PolicyBook } from './domain/index.js';
import { ClockKeeper } from './keeping/clock-keeper.js';
import { PromiseDecisions } from './keeping/promise-decisions.js';
import { requirePinnedVersions } from './keeping/require-pinned-versions.js';
import { EscalateWhenALadderSaysSo } from './policies/escalate-when-a-ladder-says-so.js';
import { KeepClocksWhenSomethingHappens } from './policies/keep-clocks-when-something-happens.js';
import { loadSlaPolicies } from './policy-files/index.js';
import { slaProjections } from './projections/index.js';
import { ListClocks } from './queries/list-clocks/list-clocks.js';
import { ListSlaTickets } from './queries/list-sla-tickets/list-sla-tickets.js';
import { ReadOpenPromises } from './queries/open-promises.js';
import { ReadMetrics } from './queries/read-metrics/read-metrics.js';
import { ShowSla } from './queries/show-sla/show-sla.js';
import { WhatIf } from './queries/what-if/what-if.query.js';
import { countVerdicts } from './roll-up/count-verdicts.js';
import { prepareRollUp } from './roll-up/prepare-roll-up.js';
import { POLICY_BOOK } from './sla.tokens.js';
import { setTimers } from './timers/set-timers.js';
import { timersSource } from './timers/timers-source.js';
import { TimerWorker } from './timers/timer-worker.js';

/** Policies and calendars from their folders, checked. Throws `CONFIG.INVALID`, `CALENDAR.INVALID`. */
export function loadPolicyBook(
  settings: Pick<Settings, 'calendarFolder' | 'slaFolder'>,
): PolicyBook {
  const calendars = loadCalendars(settings.calendarFolder ?? configFolder('calendars'));
  const ids = new Set(calendars.all().map(({ id }) => id));
  const policies = loadSlaPolicies(settings.slaFolder ?? configFolder('sla'), ids);
  return new PolicyBook(policies, calendars);
}

/** Promises as clocks: kept by events and by time. */
@Module({
  imports: [CqrsModule],
  controllers: [
    TicketSlaController,
    ComplaintSlaController,
    SlaFiguresController,
    WhatIfController,
  ],
  providers: [
    { provide: POLICY_BOOK, inject: [SETTINGS], useFactory: loadPolicyBook },
    {
      provide: ClockKeeper,
      inject: [EVENT_STORE, COMMAND_EXECUTOR, POLICY_BOOK],
      useFactory: (store: EventStore, executor: CommandExecutor, book: PolicyBook) =>
        new ClockKeeper(store, executor, book),
    },
    {
      provide: PromiseDecisions,
      inject: [EVENT_STORE, COMMAND_EXECUTOR, CLOCK, POLICY_BOOK, ClockKeeper],
      useFactory: (...parts: ConstructorParameters<typeof PromiseDecisions>) =>
        new PromiseDecisions(...parts),
    },
    DecidePromisesHandler,
    ListClocks,
    ListSlaTickets,
    ReadMetrics,
    ReadOpenPromises,
    ShowSla,
    WhatIf,
  ],
  exports: [POLICY_BOOK],
})
export class SlaModule implements OnModuleInit, BeforeApplicationShutdown {
  private readonly worker: TimerWorker;

  constructor(
    @Inject(PG_POOL) private readonly pool: Pool,
    @Inject(ENGINE) private readonly engine: Engine,
    private readonly keeper: ClockKeeper,
    private readonly open: ReadOpenPromises,
    @Inject(POLICY_BOOK) private readonly book: PolicyBook,
    @Inject(EVENT_FEED) private readonly feed: EventFeed,
    @Inject(PROJECTION_RUNNER) private readonly projections: ProjectionRunner,
    @Inject(POLICY_RUNNER) private readonly policies: PolicyRunner,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'timeZone'>,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(TICKET_COMMANDS) private readonly tickets: TicketCommands,
    @Inject(COMPLAINT_COMMANDS) private readonly complaints: ComplaintCommands,
  ) {
    const log = new Logger(SlaModule.name);
    const words = { failing: 'Timers cannot be fired', over: 'Timers are fired again' };
    const { onFailure, onSuccess } = roundsTold(words, (line) => log.warn(line));
    this.worker = new TimerWorker(pool, keeper, onFailure, onSuccess);
  }

  async onModuleInit(): Promise<void> {
    for (const projection of slaProjections) await this.projections.add(projection);
    await requirePinnedVersions(this.engine.pool, this.book);
    await this.policies.add(new KeepClocksWhenSomethingHappens(this.keeper, this.open, this.book));
    // A program that plays in virtual time is too fast for anybody to be slow: nothing climbs there.
    if (this.engine.livesInRealTime) {
      const { store, tickets, complaints } = this;
      await this.policies.add(new EscalateWhenALadderSaysSo(store, tickets, complaints));
    }
    await this.feed.add(setTimers);
    await prepareRollUp(this.pool, this.settings.timeZone);
    await this.feed.add(countVerdicts(this.settings.timeZone));
    if (!this.engine.firesTimers) return;
    this.worker.start();
    this.engine.metrics.addSource(timersSource(this.engine.pool));
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.worker.stop();
  }
}
