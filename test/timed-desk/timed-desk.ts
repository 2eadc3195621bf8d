import { once } from 'node:events';
import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import type { Instant } from '@gongdan/core';
import { VirtualClock } from '@gongdan/simulation';
import { Desk } from '../e2e/desk.js';
import { settle, type People } from '../e2e/journey.js';
import { TestTime } from './test-time.js';

const HOOKS = join(import.meta.dirname, '../setup/typescript-hooks.mjs');

/** `2026-05-08 10:00` on the wall of the office, as an instant. */
export const wall = (text: string): Instant =>
  new Date(`${text.replace(' ', 'T')}:00+08:00`).toISOString() as Instant;

export interface TimedDeskParts {
  readonly desk: Desk;
  readonly clock: VirtualClock;
  readonly people: People;
  readonly time: TestTime;
}

/** Opens the parts; `build` makes of them what a test works with. */
export async function openTimedDesk<House>(
  start: string,
  build: (parts: TimedDeskParts) => House | Promise<House>,
): Promise<House> {
  const clock = new VirtualClock(wall(start));
  const desk = await Desk.open({ clock });
  try {
    const people = await settle(desk);
    const { connectionString } = desk.engine.pool.options;
    const time = await TestTime.install({ connectionString });
    return await build({ desk, clock, people, time });
  } catch (error) {
    await desk.close(); // or the process would never end
    throw error;
  }
}

/** A desk whose people live in virtual time, and whose database says what time it is to workers that go by it. */
export abstract class TimedDesk<Worker extends { tick(): Promise<boolean> }> {
  /** What workers told. */
  readonly failures: unknown[] = [];
  readonly desk: Desk;
  readonly clock: VirtualClock;
  readonly people: People;
  readonly time: TestTime;
  private victim: ChildProcess | undefined;

  protected constructor({ desk, clock, people, time }: TimedDeskParts) {
    this.desk = desk;
    this.clock = clock;
    this.people = people;
    this.time = time;
  }

  async close(): Promise<void> {
    this.victim?.kill('SIGKILL');
    await this.time.close();
    await this.desk.close();
  }

  /** A worker as another process has it, on connections of its own. */
  abstract worker(): Worker;

  /** The database’s clock says so, and workers do all that is to be done then, at the same time. */
  async at(moment: string, workers: readonly Worker[] = [this.worker()]): Promise<void> {
    await this.desk.caughtUp();
    await this.time.set(wall(moment));
    await Promise.all(
      workers.map(async (worker) => {
        while (await worker.tick());
      }),
    );
    await this.desk.caughtUp();
  }

  /**
   * Starts the process of `script` (see victim.ts) and kills it when it passes its fault point for the `nth` time;
   * whatever else it says is an error.
   */
  async killAtPoint(script: string, nth: number): Promise<void> {
    const { pool, dataFolder } = this.desk.engine;
    const victim = fork(script, [String(pool.options.connectionString), dataFolder, String(nth)], {
      execArgv: ['--import', HOOKS],
    });
    this.victim = victim;
    const exit = once(victim, 'exit');
    const [word] = (await Promise.race([
      once(victim, 'message'),
      exit.then(() => ['it ended']),
    ])) as [string];
    expect(word).toBe('there');
    victim.kill('SIGKILL');
    await exit;
  }
}
