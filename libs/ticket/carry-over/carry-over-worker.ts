import type { BusinessCalendar } from '@gongdan/calendar';
import { faultPoint, instantOf, messageOf, type Instant } from '@gongdan/core';
import { inTransaction, Rounds } from '@gongdan/event-feed';
import type { ClientBase, Pool } from 'pg';
import {
  CARRY_OVER_RETRY_MS_MAX,
  databaseNow,
  holdDay,
  noteFailure,
  notePage,
  openDay,
  type HeldDay,
} from './carry-over-day.js';
import { LEFT_OVER_AT_ONCE_MAX, type LeftOver, type LeftOverQuestion } from './find-left-over.js';
import type { TicketFlag } from './ticket-flag.js';

/** How long a worker rests before it looks whether a working day has begun. */
const CARRY_OVER_POLL_MS = 1_000;
/** How often a page is tried before the tickets of it that fail are left out. */
export const PAGE_TRIES_MAX = 10;

/** Tickets that are flagged side by side. */
const FLAGGED_AT_ONCE = 8;

/** What the worker reads of the dispatch board. */
export interface BoardOfLeftOver {
  /** Whether it shows everything that the log had at the time of asking; waits for it a moment. */
  isCurrent(): Promise<boolean>;
  find(question: Omit<LeftOverQuestion, 'standings'>): Promise<readonly LeftOver[]>;
}

/**
 * Carries over, at the start of every working day by the database’s clock alone, what was left on the one before.
 * After days without a process only the present working day is done, at once. Any number of workers may run: page by
 * page one of them holds the day’s row; whoever dies lets go at once and the page is done again; and what was flagged
 * twice is told once, because the ticket decides.
 */
export class CarryOverWorker {
  private readonly rounds = new Rounds({
    round: () => this.tick(),
    restMs: CARRY_OVER_POLL_MS,
    failedRestMsMax: CARRY_OVER_RETRY_MS_MAX,
    onFailure: (error) => this.onFailure(error),
  });
  /** The last day that is known to be done, and the last of which the board was current. */
  private finished = '';
  private current = '';

  constructor(
    private readonly pool: Pool,
    /** The calendar in force at a moment (epoch milliseconds). */
    private readonly calendarAt: (at: number) => BusinessCalendar,
    private readonly board: BoardOfLeftOver,
    private readonly flag: Pick<TicketFlag, 'raise'>,
    private readonly onFailure: (error: unknown) => void,
  ) {}

  start(): void {
    this.rounds.start();
  }

  /** Waits for what is in hand. */
  stop(): Promise<void> {
    return this.rounds.stop();
  }

  /** Does one page of the present working day, where there is one to do. Answers whether it did. */
  async tick(): Promise<boolean> {
    const now = await databaseNow(this.pool);
    const day = this.calendarAt(now).workingDayAt(now);
    if (day.date === this.finished) return false;
    await openDay(this.pool, day);
    if (day.date !== this.current && !(await this.board.isCurrent())) return false;
    this.current = day.date;
    return inTransaction(this.pool, 'BEGIN', async (client) => {
      const held = await holdDay(client, day.date);
      if (held?.isFinished === true) this.finished = day.date;
      if (held === undefined || held.isFinished) return false;
      await this.flagPage(client, held, instantOf(now));
      return true;
    });
  }

  private async flagPage(client: ClientBase, held: HeldDay, at: Instant): Promise<void> {
    const { previousEnd, after, day } = held;
    const page = await this.board.find({ previousEnd, after });
    const outcomes = await this.raiseAll(page, day, at);
    const failed = outcomes.filter(({ failure }) => failure !== null);
    await faultPoint('carry-over.after-events-before-note');
    const failure = failed.at(-1)?.failure;
    if (failure !== undefined && failure !== null) {
      await noteFailure(client, day, failure);
      if (held.failures + 1 < PAGE_TRIES_MAX) return;
    }
    const flagged = (reason: LeftOver['reason']): number =>
      outcomes.filter(({ ticket, isFlagged }) => isFlagged && ticket.reason === reason).length;
    await notePage(client, day, {
      notDispatched: flagged('not-dispatched'),
      notFinished: flagged('not-finished'),
      leftOut: failed.length,
      after: page.length < LEFT_OVER_AT_ONCE_MAX ? undefined : page.at(-1)?.ticketId,
    });
  }

  private async raiseAll(
    page: readonly LeftOver[],
    day: string,
    at: Instant,
  ): Promise<readonly Outcome[]> {
    const waiting = [...page];
    const outcomes: Outcome[] = [];
    const hand = async (): Promise<void> => {
      for (let ticket = waiting.shift(); ticket; ticket = waiting.shift()) {
        await faultPoint('carry-over.between-tickets');
        outcomes.push(await this.raise(ticket, day, at));
      }
    };
    await Promise.all(Array.from({ length: FLAGGED_AT_ONCE }, hand));
    return outcomes;
  }

  /** What fails is told, and keeps no other ticket waiting. */
  private async raise(ticket: LeftOver, day: string, at: Instant): Promise<Outcome> {
    try {
      return { ticket, isFlagged: await this.flag.raise(ticket, day, at), failure: null };
    } catch (error) {
      this.onFailure(error);
      return { ticket, isFlagged: false, failure: messageOf(error) };
    }
  }
}

interface Outcome {
  readonly ticket: LeftOver;
  readonly isFlagged: boolean;
  /** Null: it did not fail. */
  readonly failure: string | null;
}
