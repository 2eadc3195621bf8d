import { systemCaller } from '@gongdan/contracts';
import type { CommandBus } from '@nestjs/cqrs';
import { ExpireSurveys } from '../commands/expire-surveys/expire-surveys.handler.js';

/** How often overdue surveys are looked for. */
export const EXPIRY_INTERVAL_MS = 60_000;

/**
 * Looks for overdue surveys again and again. A survey that waits a minute longer does no harm: an answer
 * that comes too late is refused by the survey itself, swept or not.
 */
export class SurveyExpiry {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly commands: Pick<CommandBus, 'execute'>,
    private readonly onFailure: (error: unknown) => void,
  ) {}

  start(): void {
    this.timer ??= setInterval(() => {
      this.running = this.running.then(() => this.sweep());
    }, EXPIRY_INTERVAL_MS).unref();
  }

  /** Waits for the sweep in hand. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.timer = undefined;
    await this.running;
  }

  /** Never throws: what failed now is tried again at the next turn. */
  async sweep(): Promise<void> {
    try {
      await this.commands.execute(new ExpireSurveys({ caller: systemCaller('system') }));
    } catch (error) {
      this.onFailure(error);
    }
  }
}
