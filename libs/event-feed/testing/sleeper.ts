import { realPause, type Pause } from '../retry.js';
import { gate } from './gate.js';

/**
 * Stands for a process that the operating system stops and continues: while asleep none of its pauses
 * end, so that it sends no sign of life either.
 */
export class Sleeper {
  private asleep: ReturnType<typeof gate> | undefined;

  readonly pause: Pause = async (pauseMs, signal) => {
    await realPause(pauseMs, signal);
    await this.asleep?.opened;
  };

  fallAsleep(): void {
    this.asleep = gate();
  }

  wakeUp(): void {
    this.asleep?.open();
    this.asleep = undefined;
  }
}
