import type { CommandBus } from '@nestjs/cqrs';
import { GongdanError, type RecordedEvent } from '@gongdan/core';
import type { SlaEvent } from '@gongdan/contracts';
import { policyCommandContext, type Policy, type Reaction } from '@gongdan/event-feed';
import type { EventStore } from '@gongdan/event-store';
import { EscalateComplaint } from '../commands/escalate-complaint/escalate-complaint.handler.js';

type Breached = Extract<SlaEvent, { type: 'SlaClockBreached' }>;

/** It is closed, or with the executive already: there is no higher step. */
const NOTHING_LEFT_TO_DO = ['COMPLAINT.CLOSED', 'COMPLAINT.AT_THE_TOP'];

/** A complaint that is not answered or settled in time climbs one step, once for every broken promise. */
export class EscalateComplaintWhenAPromiseIsBroken implements Policy {
  readonly name = 'escalate-complaint-when-a-promise-is-broken';
  readonly types = ['SlaClockBreached'];

  constructor(
    private readonly store: Pick<EventStore, 'readStream'>,
    private readonly commands: Pick<CommandBus, 'execute'>,
  ) {}

  async react(event: RecordedEvent, reaction: Reaction): Promise<void> {
    const { subject, clock } = (event as RecordedEvent & Breached).data;
    if (subject.kind !== 'complaint' || (await this.isOver(event))) return;
    const command = new EscalateComplaint(
      subject.id,
      { reason: `Promise broken: ${clock}` },
      policyCommandContext(reaction, ''),
    );
    const result = await this.commands.execute(command);
    if (result.ok || NOTHING_LEFT_TO_DO.includes(result.error.code)) return;
    throw new GongdanError(result.error);
  }

  /** What was promised has happened meanwhile, or was never broken: reported late. */
  private async isOver(breached: RecordedEvent): Promise<boolean> {
    const later = await this.store.readStream(breached.stream, {
      fromVersion: breached.version + 1,
    });
    const { clock, cycle } = (breached as RecordedEvent & Breached).data;
    return later.some(({ data: { clock: other, cycle: otherCycle, standing } }) => {
      const status = (standing as Breached['data']['standing'] | undefined)?.status;
      const ended = status === 'stopped' || status === 'cancelled';
      return other === clock && otherCycle === cycle && ended;
    });
  }
}
