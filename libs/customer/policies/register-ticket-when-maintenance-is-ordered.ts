import type { CommandBus } from '@nestjs/cqrs';
import {
  GongdanError,
  splitStreamName,
  streamName,
  withoutUndefined,
  type RecordedEvent,
} from '@gongdan/core';
import {
  CustomerForgotten,
  daySpan,
  localDay,
  MaintenancePlanned,
  type EventOf,
  type MaintenanceEvent,
  type MaintenanceOrder,
  type TicketCommands,
} from '@gongdan/contracts';
import { askedBy, policyCommandContext, type Policy, type Reaction } from '@gongdan/event-feed';
import { accepted, readWholeStream, type EventStore } from '@gongdan/event-store';
import { ChangePlan } from '../commands/change-plan/change-plan.handler.js';

type Ordered = Extract<MaintenanceEvent, { type: 'MaintenanceVisitOrdered' }>['data'];
type Planned = EventOf<typeof MaintenancePlanned>['data'];

export interface RegistrationParts {
  readonly store: Pick<EventStore, 'readStream'>;
  readonly commands: Pick<CommandBus, 'execute'>;
  readonly tickets: Pick<TicketCommands, 'registerVisit'>;
  readonly timeZone: string;
}

/**
 * A visit that was ordered gets its ticket, as its plan says, under the id that the order names. Whoever was
 * forgotten in between gets none: the slot is open again.
 */
export class RegisterTicketWhenMaintenanceIsOrdered implements Policy {
  readonly name = 'register-ticket-when-maintenance-is-ordered';
  readonly types = ['MaintenanceVisitOrdered'];

  constructor(private readonly parts: RegistrationParts) {}

  async react(ordered: RecordedEvent, reaction: Reaction): Promise<void> {
    const { tickets, commands } = this.parts;
    const { planId, slot, ticketId } = ordered.data as Ordered;
    const order = await this.orderOf(ordered);
    if (order !== undefined) {
      const result = await tickets.registerVisit(ticketId, order, askedBy(reaction, ''));
      if (!result.ok) throw new GongdanError(result.error);
      return;
    }
    const change = { type: 'OpenSlot', planId, slot, ticketId } as const;
    const context = policyCommandContext(reaction, 'forgotten');
    const command = new ChangePlan({ ...change, reason: 'customer-forgotten' }, context);
    accepted(await commands.execute(command));
  }

  /** Undefined: there is nobody any more to visit. */
  private async orderOf(ordered: RecordedEvent): Promise<MaintenanceOrder | undefined> {
    const { store, timeZone } = this.parts;
    const { customerId } = ordered;
    const { planId, slot, dueOn } = ordered.data as Ordered;
    const contract = await readWholeStream(store, ordered.stream, ordered.version);
    const planned = contract.find(
      ({ type, data }) => type === MaintenancePlanned.type && data['planId'] === planId,
    );
    if (planned === undefined || customerId === null) return undefined;
    if (await this.isForgotten(customerId)) return undefined;
    const { deviceId, title, description, priority, contact, site } = planned.data as Planned;
    const { from, to } = daySpan(dueOn, timeZone);
    return {
      planId,
      slot,
      contractId: splitStreamName(ordered.stream).id,
      customerId,
      deviceId,
      orderedOn: localDay(ordered.occurredAt, timeZone),
      wanted: { from, to },
      title,
      description,
      priority,
      ...withoutUndefined({ contact, site }),
    };
  }

  private async isForgotten(customerId: string): Promise<boolean> {
    const stream = streamName('customer', customerId);
    const [last] = await this.parts.store.readStream(stream, { direction: 'backwards', limit: 1 });
    return last?.type === CustomerForgotten.type;
  }
}
