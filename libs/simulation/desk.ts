import type { Caller, Role } from '@gongdan/contracts';
import { customerDecider, contractDecider, type MaintenanceCommand } from '@gongdan/customer';
import { accepted, type CommandExecutor, type Executed } from '@gongdan/event-store';
import { GongdanError, instantOf, streamName, type Clock, type Refusal } from '@gongdan/core';
import { technicianDecider } from '@gongdan/technician';
import { ticketDecider, type TicketCommand, type TicketDecider } from '@gongdan/ticket';
import type { Workflows } from '@gongdan/workflow';
import type { Journey, Step } from './journey.js';
import type { Organisation, SimulatedCustomer, SimulatedTechnician } from './organisation.js';

/** The part of an engine that a simulation drives. */
export interface SimulatedEngine {
  readonly executor: CommandExecutor;
  readonly workflows: Workflows;
  readonly clock: Clock;
}

const DAY_MS = 86_400_000;

/** Carries planned steps out as the people of the house would: by the engine’s own commands. */
export class Desk {
  private readonly decider: TicketDecider;

  constructor(private readonly engine: SimulatedEngine) {
    this.decider = ticketDecider(engine.workflows);
  }

  /** Throws `SIMULATION.SEED_TAKEN` where this organisation works here already. */
  async found(organisation: Organisation, atMs: number): Promise<void> {
    await this.refuseToFoundTwice(organisation);
    for (const technician of organisation.technicians) await this.engage(technician, atMs);
    await eachAtATime(organisation.customers, 16, (customer) => this.takeIn(customer, atMs));
  }

  /** Answers the refusal where the engine’s rules say no: plans are made ahead and may be overtaken. */
  async carryOut(journey: Journey, step: Step): Promise<Executed | Refusal> {
    const at = instantOf(step.atMs);
    const caller = callerOf(step.role, step.technicianId);
    const result = await this.engine.executor.execute({
      stream: streamName('ticket', journey.ticketId),
      decider: this.decider,
      command: {
        name: step.name,
        input: step.input,
        caller,
        now: at,
        occurredAt: at,
        newId: step.newId,
      } as TicketCommand,
      actor: caller.actor,
      occurredAt: at,
      customerIdOf: (state) => state.customerId,
    });
    return result.ok ? result.value : result.error;
  }

  /** As a plan is made and its visits are ordered; answers how many were. Throws what the rules refuse. */
  async maintain(
    { customerId, contractId }: { readonly customerId: string; readonly contractId: string },
    command: MaintenanceCommand,
    atMs: number,
  ): Promise<number> {
    const { events } = accepted(
      await this.engine.executor.execute({
        stream: streamName('contract', contractId),
        decider: contractDecider,
        command,
        actor: command.type === 'PlanMaintenance' ? 'simulation:dispatch-manager' : 'system',
        occurredAt: instantOf(atMs),
        customerIdOf: () => customerId,
      }),
    );
    return events.length;
  }

  private async refuseToFoundTwice({ technicians: [first] }: Organisation): Promise<void> {
    if (!first) return;
    const stream = streamName('technician', first.technicianId);
    const { version } = await this.engine.executor.read(stream, technicianDecider);
    if (version > 0) throw seedTaken();
  }

  private async engage(technician: SimulatedTechnician, atMs: number): Promise<void> {
    const { technicianId, skills, ...rest } = technician;
    accepted(
      await this.engine.executor.execute({
        stream: streamName('technician', technicianId),
        decider: technicianDecider,
        command: {
          type: 'EngageTechnician',
          technician: { ...rest, technicianId, skills: [...skills] },
        },
        actor: 'system',
        occurredAt: instantOf(atMs),
        customerIdOf: () => null,
      }),
    );
  }

  private async takeIn(customer: SimulatedCustomer, atMs: number): Promise<void> {
    const { customerId, name, phone, address, region, tier, devices, contractId } = customer;
    const shared = {
      stream: streamName('customer', customerId),
      decider: customerDecider,
      actor: 'system',
      occurredAt: instantOf(atMs),
      customerIdOf: () => customerId,
    };
    const file = { customerId, name, phone, address, region, tier };
    accepted(
      await this.engine.executor.execute({
        ...shared,
        command: { type: 'RegisterCustomer', customer: file },
      }),
    );
    for (const device of devices) {
      accepted(
        await this.engine.executor.execute({
          ...shared,
          command: { type: 'RegisterDevice', device },
        }),
      );
    }
    if (contractId !== null) await this.sign(contractId, customerId, atMs);
  }

  private async sign(contractId: string, customerId: string, atMs: number): Promise<void> {
    accepted(
      await this.engine.executor.execute({
        stream: streamName('contract', contractId),
        decider: contractDecider,
        command: {
          type: 'SignContract',
          terms: {
            contractId,
            customerId,
            validFrom: instantOf(atMs - 10 * DAY_MS).slice(0, 10),
            validUntil: instantOf(atMs + 730 * DAY_MS).slice(0, 10),
            visitLimit: 12,
          },
        },
        actor: 'system',
        occurredAt: instantOf(atMs),
        customerIdOf: () => customerId,
      }),
    );
  }
}

const callerOf = (role: Role, technicianId: string | null): Caller => ({
  actor: technicianId === null ? `simulation:${role}` : `technician:${technicianId}`,
  roles: [role],
  technicianId,
});

export const isRefusal = (outcome: Executed | Refusal): outcome is Refusal => 'category' in outcome;

/** Runs `work` for every item, at most `width` at a time; after the first failure no other is begun. */
export async function eachAtATime<Item>(
  items: Iterable<Item>,
  width: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const queue = items[Symbol.iterator]();
  let failed = false;
  const worker = async (): Promise<void> => {
    for (let next = queue.next(); !next.done && !failed; next = queue.next()) {
      try {
        await work(next.value);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
}

const seedTaken = (): GongdanError =>
  new GongdanError({
    code: 'SIMULATION.SEED_TAKEN',
    category: 'rejected',
    message: 'A history of this seed is in the log already: its people work here.',
    hint: 'Choose another seed, or an empty database.',
  });
