import { join } from 'node:path';
import { armFaultPoint, type Clock } from '@gongdan/core';
import { gate } from '../../libs/event-feed/testing/gate.js';
import { Desk } from '../e2e/desk.js';
import { register, settle, type People } from '../e2e/journey.js';
import type { ClockAnswer, SlaAnswer } from '../../libs/sla/queries/show-sla/show-sla.dto.js';
import { eventually } from '../setup/eventually.js';

const FIXTURES = join(import.meta.dirname, 'fixtures');

/** Mondays to Fridays of the cases. */
export const MON = '2026-03-02';
export const TUE = '2026-03-03';
export const WED = '2026-03-04';
export const FRI = '2026-03-06';

export const HOUR_MS = 3_600_000;

/** `2026-03-02T09:00` is meant in UTC; anything longer says itself where. */
export const utc = (at: string): string => (at.length === 16 ? `${at}:00Z` : at);
const minute = (at: string | null): string | null => at && at.slice(0, 16);

/** The whole engine under the policies and calendars of the cases, told what happened and when. */
export class PromiseDesk {
  private constructor(
    readonly desk: Desk,
    readonly people: People,
  ) {}

  static async open(
    options: {
      readonly clock?: Clock;
      readonly environment?: Readonly<Record<string, string>>;
    } = {},
  ): Promise<PromiseDesk> {
    const { environment, ...rest } = options;
    const desk = await Desk.open({
      ...rest,
      environment: {
        SLA_FOLDER: join(FIXTURES, 'policies'),
        CALENDAR_FOLDER: join(FIXTURES, 'calendars'),
        ...environment,
      },
    });
    try {
      return new PromiseDesk(desk, await settle(desk));
    } catch (error) {
      await desk.close(); // or the process would never end
      throw error;
    }
  }

  close(): Promise<void> {
    return this.desk.close();
  }

  /** A ticket of internal service, whose journey is short. The region chooses its policy. */
  async registered(region: string, at: string, more: object = {}): Promise<string> {
    const { id } = await register(this.desk, this.people, {
      category: 'internal',
      site: { address: '1 Example Road', region },
      occurredAt: utc(at),
      ...more,
    });
    return id;
  }

  /** A command of the manager’s that must succeed. */
  async tell(id: string, command: string, at: string, body: object = {}): Promise<void> {
    const told = { ...body, occurredAt: utc(at) };
    await this.desk.does('dispatch-manager', `/tickets/${id}/${command}`, told);
  }

  async assigned(id: string, at: string): Promise<void> {
    await this.tell(id, 'approve-dispatch', at);
    await this.tell(id, 'assign', at, { technicianId: this.people.technicianId });
  }

  pause(id: string, at: string): Promise<void> {
    return this.tell(id, 'pause', at, { reason: 'waiting-for-customer' });
  }

  async held(id: string, from: string, to: string): Promise<void> {
    await this.pause(id, from);
    await this.tell(id, 'resume', to);
  }

  /** Done by the one it was assigned to, all at one moment. */
  async resolved(id: string, at: string): Promise<void> {
    await this.tell(id, 'accept', at);
    await this.tell(id, 'start', at);
    await this.tell(id, 'record-work', at, { description: 'Refilled', minutes: 30 });
    await this.tell(id, 'finish', at, { resolution: 'Cools again.' });
  }

  async closed(id: string, at: string): Promise<void> {
    await this.tell(id, 'countersign', at);
    await this.tell(id, 'archive', at);
  }

  /**
   * A ticket that was registered and assigned at a moment, and what happened after that. Timers fire only
   * when all is told, as if each thing had been told when it happened.
   */
  async story(region: string, at: string, goesOn: (id: string) => Promise<void>): Promise<string> {
    const told = gate();
    const disarm = armFaultPoint('timer.after-claim-before-event', () => told.opened);
    try {
      const id = await this.registered(region, at);
      await this.assigned(id, at);
      await goesOn(id);
      return id;
    } finally {
      disarm();
      told.open();
    }
  }

  async sla(id: string, query = ''): Promise<SlaAnswer> {
    return (await this.desk.get('clerk', `/tickets/${id}/sla${query}`)) as unknown as SlaAnswer;
  }

  /** The runs of a clock, once all is told that events and time have done. */
  async clocks(id: string, clock: string, query = ''): Promise<readonly ClockAnswer[]> {
    await this.settled();
    return (await this.sla(id, query)).clocks.filter((each) => each.clock === clock);
  }

  /** The first run, once all is told. */
  async clock(id: string, clock: string, query = ''): Promise<ClockAnswer> {
    const [run] = await this.clocks(id, clock, query);
    if (run === undefined) throw new Error(`${id} has no ${clock}`);
    return run;
  }

  /** Waits until what happened is handled and every timer whose moment has passed was fired. */
  async settled(): Promise<void> {
    await eventually('all timers were fired', async () => {
      const before = await this.desk.caughtUp();
      const { rows } = await this.desk.engine.pool.query(
        'SELECT FROM gongdan.sla_timer WHERE due_at < clock_timestamp() LIMIT 1',
      );
      return rows.length === 0 && (await this.desk.caughtUp()) === before;
    });
  }
}

/** Runs as words: `cycle status verdict due`. */
export const standingsOf = (runs: readonly ClockAnswer[]): readonly string[] =>
  runs.map(({ cycle, status, verdict, dueAt }) =>
    [cycle, status, verdict, minute(dueAt)].join(' '),
  );

/** What was recorded of a run, as words: type without `SlaClock`, when it occurred, and why. */
export const recordedOf = ({ events }: ClockAnswer): readonly string[] =>
  events.map(({ type, occurredAt, reason }) =>
    [type.replace('SlaClock', ''), minute(occurredAt), reason].filter(Boolean).join(' '),
  );

export const typesOf = ({ events }: ClockAnswer): readonly string[] =>
  events.map(({ type }) => type.replace('SlaClock', ''));
