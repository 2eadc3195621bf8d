import { createHash } from 'node:crypto';
import { systemCaller } from '@gongdan/contracts';
import { GongdanError, streamName, type Instant } from '@gongdan/core';
import type { CommandExecutor } from '@gongdan/event-store';
import type { Workflows } from '@gongdan/workflow';
import { ticketDecider, type TicketDecider } from '../domain/index.js';
import type { LeftOver } from './find-left-over.js';

const caller = systemCaller('system');

/** Flags one ticket for a day, once: by the day and the ticket, whoever does it and however often. */
export class TicketFlag {
  private readonly decider: TicketDecider;

  constructor(
    private readonly executor: Pick<CommandExecutor, 'execute'>,
    workflows: Workflows,
  ) {
    this.decider = ticketDecider(workflows);
  }

  /**
   * Answers whether it is flagged now; false: it has moved on since the board was read. Throws what is worth another
   * try. `at`: by the database’s clock, as the day is.
   */
  async raise({ ticketId, reason }: LeftOver, day: string, at: Instant): Promise<boolean> {
    const key = `carry-over:${day}:${ticketId}`;
    const result = await this.executor.execute({
      stream: streamName('ticket', ticketId),
      decider: this.decider,
      command: {
        name: 'carry-over',
        input: { day, reason },
        caller,
        now: at,
        occurredAt: at,
        newId: '',
      },
      customerIdOf: (state) => state.customerId,
      actor: caller.actor,
      occurredAt: at,
      // Of the key alone: what was left may be told otherwise when it is tried again.
      idempotency: { key, fingerprint: createHash('sha256').update(key).digest('hex') },
    });
    if (result.ok) return true;
    if (result.error.category === 'transient') throw new GongdanError(result.error);
    return false;
  }
}
