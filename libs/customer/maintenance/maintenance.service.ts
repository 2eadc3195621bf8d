import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { messageOf } from '@gongdan/core';
import { ENGINE, type Engine } from '@gongdan/platform';
import type { MaintenanceWorker } from './maintenance-worker.js';
import { openMaintenance } from './open-maintenance.js';

/** Orders maintenance visits in the processes that are to. Begins when all read models are known. */
@Injectable()
export class Maintenance implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private worker: MaintenanceWorker | undefined;

  constructor(@Inject(ENGINE) private readonly engine: Engine) {}

  onApplicationBootstrap(): void {
    if (!this.engine.ordersMaintenance) return;
    const log = new Logger(Maintenance.name);
    this.worker = openMaintenance(this.engine, (error) => {
      log.warn(`A maintenance visit could not be ordered: ${messageOf(error)}`);
    });
    this.worker.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.worker?.stop();
  }
}
