import { Inject, Injectable } from '@nestjs/common';
import {
  CustomerForgotten,
  DeviceRegistered,
  signedContractOf,
  TechnicianReleased,
  type PriceCurrency,
  type TicketEvent,
} from '@gongdan/contracts';
import { GongdanError, streamName, type FailureDetails, type RecordedEvent } from '@gongdan/core';
import { readWholeStream, type EventStore } from '@gongdan/event-store';
import { EVENT_STORE, PRICE_CURRENCY } from '@gongdan/platform';
import type {
  AmendInput,
  AssignInput,
  RecordPartsInput,
  RecordWorkInput,
  RegisterInput,
} from '../../domain/index.js';

/** Things that were seen and are remembered: what was there once is there for ever. */
const SEEN_MAX = 50_000;

/**
 * Checks ids in bodies like those in paths: what a command names must be there. The decider cannot see
 * other streams; what it decides stays right if one of them changes at the same moment.
 */
@Injectable()
export class KnownThings {
  private readonly seen = new Set<string>();

  constructor(
    @Inject(EVENT_STORE) private readonly store: Pick<EventStore, 'readStream'>,
    @Inject(PRICE_CURRENCY) private readonly prices: PriceCurrency,
  ) {}

  /**
   * Throws `TICKET.UNKNOWN_CUSTOMER`, `CUSTOMER.FORGOTTEN`, `TICKET.UNKNOWN_DEVICE`,
   * `TICKET.UNKNOWN_CONTRACT`.
   */
  async requireRegistrable({
    customerId,
    deviceId,
    contractId,
  }: Pick<RegisterInput, 'customerId' | 'deviceId' | 'contractId'>): Promise<void> {
    await this.requireCustomer(customerId);
    if (deviceId !== undefined) await this.requireDevice(customerId, deviceId);
    if (contractId !== undefined) await this.requireContract(customerId, contractId);
  }

  /**
   * Throws `TICKET.UNKNOWN_DEVICE`, `TICKET.UNKNOWN_CONTRACT`. A ticket that is not there is the decider’s to refuse.
   */
  async requireAmendable(
    ticketId: string,
    { deviceId, contractId }: Pick<AmendInput, 'deviceId' | 'contractId'>,
  ): Promise<void> {
    if (deviceId === undefined && contractId === undefined) return;
    const [first] = await this.store.readStream(streamName('ticket', ticketId), { limit: 1 });
    const event = first as (RecordedEvent & TicketEvent) | undefined;
    if (event?.type !== 'TicketRegistered') return;
    const { customerId } = event.data;
    if (deviceId !== undefined) await this.requireDevice(customerId, deviceId);
    if (contractId !== undefined) await this.requireContract(customerId, contractId);
  }

  /** Throws `TICKET.UNKNOWN_TECHNICIAN`. Who has left since may have worked before. */
  async requireWorker({ technicianId }: RecordWorkInput): Promise<void> {
    if (technicianId === undefined || (await this.exists('technician', technicianId))) return;
    throw unknownTechnician(technicianId, '/technicianId');
  }

  /**
   * Parts become lines of an invoice beside what the price list asks: one currency. Where no list is in force, billing
   * waits for one, and the parts may be recorded. Throws `TICKET.OTHER_CURRENCY`.
   */
  requireBillable({ parts }: RecordPartsInput): void {
    const expected = this.prices.today();
    if (expected === undefined) return;
    for (const [index, { code, unitPrice }] of parts.entries()) {
      if (unitPrice.currency === expected) continue;
      throw refused({
        code: 'TICKET.OTHER_CURRENCY',
        path: `/parts/${index}/unitPrice/currency`,
        message: `Part ${code} is priced in ${unitPrice.currency}, the price list in ${expected}.`,
        hint: 'Record what it costs in the currency of the price list.',
      });
    }
  }

  /** Throws `TICKET.UNKNOWN_TECHNICIAN`, `TICKET.TECHNICIAN_RELEASED`. */
  async requireCrew({ technicianId, assistantIds = [] }: AssignInput): Promise<void> {
    await this.requireTechnician(technicianId, '/technicianId');
    for (const [index, assistantId] of assistantIds.entries()) {
      await this.requireTechnician(assistantId, `/assistantIds/${index}`);
    }
  }

  private async requireTechnician(technicianId: string, path: string): Promise<void> {
    const last = await this.lastOf('technician', technicianId);
    if (last === undefined) throw unknownTechnician(technicianId, path);
    if (last.type === TechnicianReleased.type) {
      throw refused({
        code: 'TICKET.TECHNICIAN_RELEASED',
        path,
        message: `Technician ${technicianId} has left.`,
        hint: 'Assign another one: GET /api/v1/technicians.',
      });
    }
  }

  private async requireCustomer(customerId: string): Promise<void> {
    const last = await this.lastOf('customer', customerId);
    if (last === undefined) {
      throw refused({
        code: 'TICKET.UNKNOWN_CUSTOMER',
        path: '/customerId',
        message: `There is no customer ${customerId}.`,
        hint: 'Take the customer into the file first: POST /api/v1/customers. The answer has the id.',
      });
    }
    if (last.type === CustomerForgotten.type) {
      throw refused({
        code: 'CUSTOMER.FORGOTTEN',
        path: '/customerId',
        message: `Customer ${customerId} was forgotten.`,
        hint: 'Take the customer into the file anew: POST /api/v1/customers.',
      });
    }
  }

  private async requireDevice(customerId: string, deviceId: string): Promise<void> {
    const known = await this.remembers(`device ${customerId} ${deviceId}`, async () => {
      const file = await readWholeStream(this.store, streamName('customer', customerId));
      return file.some(
        ({ type, data }) => type === DeviceRegistered.type && data['deviceId'] === deviceId,
      );
    });
    if (known) return;
    throw refused({
      code: 'TICKET.UNKNOWN_DEVICE',
      path: '/deviceId',
      message: `The customer has no device ${deviceId}.`,
      hint: 'GET /api/v1/customers/{id} lists the devices. Describe one that is not in the file by `device`.',
    });
  }

  private async requireContract(customerId: string, contractId: string): Promise<void> {
    const known = await this.remembers(`contract ${customerId} ${contractId}`, async () => {
      const stream = streamName('contract', contractId);
      const contract = signedContractOf(await this.store.readStream(stream, { limit: 1 }));
      return contract?.customerId === customerId;
    });
    if (known) return;
    throw refused({
      code: 'TICKET.UNKNOWN_CONTRACT',
      path: '/contractId',
      message: `The customer has no contract ${contractId}.`,
      hint: 'GET /api/v1/customers/{id} lists the contracts.',
    });
  }

  private async lastOf(kind: string, id: string): Promise<RecordedEvent | undefined> {
    const backwards = { direction: 'backwards', limit: 1 } as const;
    const [last] = await this.store.readStream(streamName(kind, id), backwards);
    return last;
  }

  private exists(kind: string, id: string): Promise<boolean> {
    const stream = streamName(kind, id);
    return this.remembers(stream, async () => {
      const events = await this.store.readStream(stream, { limit: 1 });
      return events.length > 0;
    });
  }

  /** Whether a thing is there; looked up until it is. */
  private async remembers(thing: string, isThere: () => Promise<boolean>): Promise<boolean> {
    if (this.seen.has(thing)) return true;
    if (!(await isThere())) return false;
    if (this.seen.size >= SEEN_MAX) this.seen.clear();
    this.seen.add(thing);
    return true;
  }
}

const unknownTechnician = (technicianId: string, path: string): GongdanError =>
  refused({
    code: 'TICKET.UNKNOWN_TECHNICIAN',
    path,
    message: `There is no technician ${technicianId}.`,
    hint: 'GET /api/v1/technicians lists all; POST takes a new one into service.',
  });

const refused = ({
  path,
  ...details
}: Pick<FailureDetails, 'code' | 'message' | 'hint'> & { readonly path: string }): GongdanError =>
  new GongdanError({
    ...details,
    category: 'rejected',
    violations: [{ path, message: details.message }],
  });
