import type { CommandBus } from '@nestjs/cqrs';
import { ok } from '@gongdan/core';
import type { ComplaintCommands } from '@gongdan/contracts';
import { commandContextOf } from '@gongdan/event-feed';
import { EscalateComplaint } from './escalate-complaint/escalate-complaint.handler.js';

/** What other stages’ policies may ask of a complaint (token COMPLAINT_COMMANDS). */
export class PolicyComplaintCommands implements ComplaintCommands {
  constructor(private readonly commands: Pick<CommandBus, 'execute'>) {}

  escalate: ComplaintCommands['escalate'] = async (complaintId, escalation, context) => {
    const command = new EscalateComplaint(complaintId, escalation, commandContextOf(context));
    const result = await this.commands.execute(command);
    return result.ok ? ok({ position: result.value.position }) : result;
  };
}
