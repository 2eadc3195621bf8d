import { GongdanError, type RecordedEvent, type Refusal, type Result } from '@gongdan/core';
import {
  isRungOvertaken,
  type ComplaintCommands,
  type PolicyCommandContext,
  type SlaEvent,
  type TicketCommands,
} from '@gongdan/contracts';
import { askedBy, type Policy, type Reaction } from '@gongdan/event-feed';
import type { EventStore } from '@gongdan/event-store';

type Climbed = Extract<SlaEvent, { type: 'SlaClockEscalated' }>['data'];

/** Its own rules say no: it stands as high already, has come to its end, or its workflow knows no ladder. */
const FINAL: readonly Refusal['category'][] = ['rejected', 'forbidden'];

/** A ticket or complaint climbs to the level that a rung of its promise’s ladder names. */
export class EscalateWhenALadderSaysSo implements Policy {
  readonly name = 'escalate-when-a-ladder-says-so';
  readonly types = ['SlaClockEscalated'];

  constructor(
    private readonly store: Pick<EventStore, 'readStream'>,
    private readonly tickets: Pick<TicketCommands, 'escalate'>,
    private readonly complaints: Pick<ComplaintCommands, 'escalate'>,
  ) {}

  async react(event: RecordedEvent, reaction: Reaction): Promise<void> {
    const { data } = event as RecordedEvent & { readonly data: Climbed };
    if (data.to === undefined || (await this.isOvertaken(event, data))) return;
    const result = await this.escalate(data, askedBy(reaction, ''));
    if (result.ok || FINAL.includes(result.error.category)) return;
    throw new GongdanError(result.error);
  }

  private escalate(
    { subject, clock, rung, to = 'executive' }: Climbed,
    context: PolicyCommandContext,
  ): Promise<Result<unknown, Refusal>> {
    const commands = subject.kind === 'ticket' ? this.tickets : this.complaints;
    const reason = `Promise broken: ${clock} (${rung})`;
    return commands.escalate(subject.id, { to, reason }, context);
  }

  private async isOvertaken({ stream, version }: RecordedEvent, data: Climbed): Promise<boolean> {
    const later = await this.store.readStream(stream, { fromVersion: version + 1 });
    return isRungOvertaken(data, later);
  }
}
