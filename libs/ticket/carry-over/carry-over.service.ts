import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { messageOf } from '@gongdan/core';
import { ENGINE, type Engine } from '@gongdan/platform';
import { carryOverSource } from './carry-over-source.js';
import type { CarryOverWorker } from './carry-over-worker.js';
import {
  CARRY_OVER_CALENDAR_DEFAULT,
  carryOverCalendar,
  openCarryOver,
} from './open-carry-over.js';

/** Carries tickets over in the processes that are to. Begins when all read models are known. */
@Injectable()
export class CarryOver implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private worker: CarryOverWorker | undefined;

  constructor(@Inject(ENGINE) private readonly engine: Engine) {}

  onApplicationBootstrap(): void {
    const { engine } = this;
    if (!engine.carriesOver) return;
    const log = new Logger(CarryOver.name);
    const calendar = carryOverCalendar(engine.settings);
    if (calendar === undefined) {
      log.warn(
        `Nothing is carried over: there is no calendar ${CARRY_OVER_CALENDAR_DEFAULT}. Name one by CARRY_OVER_CALENDAR.`,
      );
      return;
    }
    this.worker = openCarryOver(engine, calendar, (error) => {
      log.warn(`Tickets could not be carried over: ${messageOf(error)}`);
    });
    this.worker.start();
    engine.metrics.addSource(carryOverSource(engine.pool));
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.worker?.stop();
  }
}
