import { Inject, Injectable } from '@nestjs/common';
import { TechnicianReleased } from '@gongdan/contracts';
import { GongdanError, streamName, type FailureDetails } from '@gongdan/core';
import type { EventStore } from '@gongdan/event-store';
import { EVENT_STORE } from '@gongdan/platform';
import type { AssignInput } from '../../domain/index.js';

/** Streams that were seen and are remembered: what was there once is there for ever. */
const SEEN_MAX = 50_000;

/**
 * Checks ids in bodies like those in paths: what a command names must be there. The decider cannot see
 * other streams; what it decides stays right if one of them changes at the same moment.
 */
@Injectable()
export class KnownThings {
  private readonly seen = new Set<string>();

  constructor(@Inject(EVENT_STORE) private readonly store: Pick<EventStore, 'readStream'>) {}

  /** Throws `TICKET.UNKNOWN_CUSTOMER`. */
  async requireCustomer(customerId: string): Promise<void> {
    if (await this.exists('customer', customerId)) return;
    throw unknown({
      code: 'TICKET.UNKNOWN_CUSTOMER',
      path: '/customerId',
      message: `There is no customer ${customerId}.`,
      hint: 'Take the customer into the file first: POST /api/v1/customers. The answer has the id.',
    });
  }

  /** Throws `TICKET.UNKNOWN_TECHNICIAN`, `TICKET.TECHNICIAN_RELEASED`. */
  async requireCrew({ technicianId, assistantIds = [] }: AssignInput): Promise<void> {
    await this.requireTechnician(technicianId, '/technicianId');
    for (const [index, assistantId] of assistantIds.entries()) {
      await this.requireTechnician(assistantId, `/assistantIds/${index}`);
    }
  }

  private async requireTechnician(technicianId: string, path: string): Promise<void> {
    const [last] = await this.store.readStream(streamName('technician', technicianId), {
      direction: 'backwards',
      limit: 1,
    });
    if (last === undefined) {
      throw unknown({
        code: 'TICKET.UNKNOWN_TECHNICIAN',
        path,
        message: `There is no technician ${technicianId}.`,
        hint: 'GET /api/v1/technicians lists all; POST takes a new one into service.',
      });
    }
    if (last.type === TechnicianReleased.type) {
      throw unknown({
        code: 'TICKET.TECHNICIAN_RELEASED',
        path,
        message: `Technician ${technicianId} has left.`,
        hint: 'Assign another one: GET /api/v1/technicians.',
      });
    }
  }

  /** Throws `TICKET.UNKNOWN_TICKET`. */
  async requireTicket(ticketId: string): Promise<void> {
    if (await this.exists('ticket', ticketId)) return;
    throw unknown({
      code: 'TICKET.UNKNOWN_TICKET',
      path: '/intoTicketId',
      message: `There is no ticket ${ticketId}.`,
      hint: 'Check the id.',
    });
  }

  private async exists(kind: string, id: string): Promise<boolean> {
    const stream = streamName(kind, id);
    if (this.seen.has(stream)) return true;
    const events = await this.store.readStream(stream, { limit: 1 });
    if (events.length === 0) return false;
    if (this.seen.size >= SEEN_MAX) this.seen.clear();
    this.seen.add(stream);
    return true;
  }
}

const unknown = ({
  path,
  ...details
}: Pick<FailureDetails, 'code' | 'message' | 'hint'> & { readonly path: string }): GongdanError =>
  new GongdanError({
    ...details,
    category: 'rejected',
    violations: [{ path, message: details.message }],
  });
