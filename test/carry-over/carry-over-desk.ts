import { loadCalendars, type Calendars } from '@gongdan/calendar';
import { streamName, type Instant, type RecordedEvent } from '@gongdan/core';
import { readWholeStream } from '@gongdan/event-store';
import { configFolder, type Engine } from '@gongdan/platform';
import { VirtualClock } from '@gongdan/simulation';
import type { CarryOverWorker } from '../../libs/ticket/carry-over/carry-over-worker.js';
import { openCarryOver } from '../../libs/ticket/carry-over/open-carry-over.js';
import { Desk } from '../e2e/desk.js';
import { register, settle, type People } from '../e2e/journey.js';
import { TestTime } from './test-time.js';

const calendars: Calendars = loadCalendars(configFolder('calendars'));

/** `2026-05-08 10:00` on the wall of the office, as an instant. */
export const wall = (text: string): Instant =>
  new Date(`${text.replace(' ', 'T')}:00+08:00`).toISOString() as Instant;

/** One run of `gongdan.carry_over_day`. */
export interface DayRow {
  readonly day: string;
  readonly begins_at: string;
  readonly previous_ended_at: string;
  readonly started_at: string;
  readonly is_finished: boolean;
  readonly flagged: string;
  readonly left_out: number;
}

/** A desk whose people live in virtual time, and whose database says what time it is. */
export class CarryOverDesk {
  readonly failures: unknown[] = [];

  private constructor(
    readonly desk: Desk,
    readonly clock: VirtualClock,
    readonly people: People,
    readonly time: TestTime,
  ) {}

  static async open(start: string): Promise<CarryOverDesk> {
    const clock = new VirtualClock(wall(start));
    const desk = await Desk.open({ clock });
    try {
      const people = await settle(desk);
      const time = await TestTime.install({
        connectionString: desk.engine.pool.options.connectionString,
      });
      return new CarryOverDesk(desk, clock, people, time);
    } catch (error) {
      await desk.close(); // or the process would never end
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.time.close();
    await this.desk.close();
  }

  /** A worker as another process has it, on connections of its own. */
  worker(given: Partial<Pick<Engine, 'executor'>> = {}): CarryOverWorker {
    const engine = { ...this.desk.engine, pool: this.time.pool(), ...given };
    return openCarryOver(engine, { calendars, id: 'office' }, (error) => {
      this.failures.push(error);
    });
  }

  /** The database’s clock says so, and workers do all that is to be done then. */
  async at(moment: string, workers: readonly CarryOverWorker[] = [this.worker()]): Promise<void> {
    await this.desk.caughtUp();
    await this.time.set(wall(moment));
    await Promise.all(
      workers.map(async (worker) => {
        while (await worker.tick());
      }),
    );
    await this.desk.caughtUp();
  }

  async registered(at: string, more: object = {}): Promise<string> {
    const { id } = await register(this.desk, this.people, { occurredAt: wall(at), ...more });
    return id;
  }

  /** Commands of the manager’s, now. */
  async does(id: string, ...commands: readonly (readonly [string, object?])[]): Promise<void> {
    for (const [command, body = {}] of commands) {
      await this.desk.does('founder', `/tickets/${id}/${command}`, body);
    }
  }

  async flags(id: string): Promise<readonly RecordedEvent[]> {
    const events = await readWholeStream(this.desk.engine.store, streamName('ticket', id));
    return events.filter(({ type }) => type === 'TicketCarriedOver');
  }

  /** `2026-05-09 not-dispatched` for every flag. */
  async told(id: string): Promise<readonly string[]> {
    return (await this.flags(id)).map(
      ({ data }) => `${String(data['day'])} ${String(data['reason'])}`,
    );
  }

  async days(): Promise<readonly DayRow[]> {
    const iso = (column: string) =>
      `to_char(${column} AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') AS ${column}`;
    const { rows } = await this.desk.engine.pool.query<DayRow>(
      `SELECT day::text, ${iso('begins_at')}, ${iso('previous_ended_at')}, ${iso('started_at')},
              finished_at IS NOT NULL AS is_finished, left_out,
              not_dispatched || ' not dispatched, ' || not_finished || ' not finished' AS flagged
         FROM gongdan.carry_over_day ORDER BY day`,
    );
    return rows;
  }
}
