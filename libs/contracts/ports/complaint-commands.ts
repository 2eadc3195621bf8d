import type { Refusal, Result } from '@gongdan/core';
import type { EscalationLevel } from '../vocabulary.js';
import type { PolicyCommandContext } from './policy-command-context.js';

export interface ComplaintEscalation {
  readonly to: EscalationLevel;
  readonly reason: string;
}

/**
 * The commands that other stages’ policies send to a complaint. The complaint stage implements it (token
 * COMPLAINT_COMMANDS), since no stage may import another. Answers the log position after the command, or the
 * refusal of the complaint’s rules.
 */
export interface ComplaintCommands {
  /**
   * Refuses with `COMPLAINT.AT_THIS_LEVEL` or `COMPLAINT.AT_THE_TOP` where it is as high already, and with
   * `COMPLAINT.CLOSED`.
   */
  escalate(
    complaintId: string,
    escalation: ComplaintEscalation,
    context: PolicyCommandContext,
  ): Promise<Result<{ readonly position: number }, Refusal>>;
}
