import { loadCalendars, type Calendars } from '@gongdan/calendar';
import { streamName, type RecordedEvent } from '@gongdan/core';
import { readWholeStream } from '@gongdan/event-store';
import { configFolder, type Engine } from '@gongdan/platform';
import type { CarryOverWorker } from '../../libs/ticket/carry-over/carry-over-worker.js';
import { openCarryOver } from '../../libs/ticket/carry-over/open-carry-over.js';
import { register } from '../e2e/journey.js';
import { openTimedDesk, TimedDesk, wall } from '../timed-desk/timed-desk.js';

const calendars: Calendars = loadCalendars(configFolder('calendars'));

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

/** A desk at which work is left over. */
export class CarryOverDesk extends TimedDesk<CarryOverWorker> {
  static open(start: string): Promise<CarryOverDesk> {
    return openTimedDesk(start, (parts) => new CarryOverDesk(parts));
  }

  worker(given: Partial<Pick<Engine, 'executor'>> = {}): CarryOverWorker {
    const engine = { ...this.desk.engine, pool: this.time.pool(), ...given };
    return openCarryOver(engine, { calendars, id: 'office' }, (error) => {
      this.failures.push(error);
    });
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
