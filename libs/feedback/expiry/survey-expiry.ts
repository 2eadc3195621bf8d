import type { CommandBus } from '@nestjs/cqrs';
import { systemCaller } from '@gongdan/contracts';
import { Rounds } from '@gongdan/event-feed';
import { ExpireSurveys } from '../commands/expire-surveys/expire-surveys.handler.js';

/** How long nobody looks after nothing was overdue, or something could not be expired. */
const EXPIRY_REST_MS = 60_000;

/**
 * Looks for overdue surveys again and again. A survey that waits a minute longer does no harm: an answer
 * that comes too late is refused by the survey itself, swept or not.
 */
export class SurveyExpiry {
  private readonly rounds: Rounds;

  /** `onFailure` is told what a sweep threw; it must not throw. */
  constructor(
    private readonly commands: Pick<CommandBus, 'execute'>,
    onFailure: (error: unknown) => void,
  ) {
    this.rounds = new Rounds({ round: () => this.sweep(), restMs: EXPIRY_REST_MS, onFailure });
  }

  /** The first sweep begins at once. */
  start(): void {
    this.rounds.start();
  }

  /** Waits for the sweep in hand. */
  stop(): Promise<void> {
    return this.rounds.stop();
  }

  /** Expires what one command can. Answers whether that was anything: then there may be more. */
  async sweep(): Promise<boolean> {
    const command = new ExpireSurveys({ caller: systemCaller('system') });
    const { expired } = await this.commands.execute(command);
    return expired > 0;
  }
}
