import { hash } from 'node:crypto';
import { eventContract } from '@gongdan/contracts';
import {
  GongdanError,
  streamName,
  type DomainEvent,
  type Instant,
  type NewEvent,
  type Refusal,
  type Result,
  type StreamName,
  withoutUndefined,
} from '@gongdan/core';
import { customerDecider } from '@gongdan/customer';
import type { EventStore } from '@gongdan/event-store';
import { technicianDecider } from '@gongdan/technician';
import { customerIdOf, derivedId, technicianIdOf } from '../plan/derived-ids.js';
import { registeredAt } from '../plan/row-commands.js';
import type { PlannedCase } from '../plan/planned-case.js';
import type { ImportedCustomer, ImportedTechnician } from '../rows/import-row.js';
import { persistently } from './persistently.js';

/** So many customers and technicians are remembered as known; the others are asked for again. */
const KNOWN_MAX = 50_000;

export interface PartySettings {
  readonly log: string;
  readonly registerCustomers: boolean;
  readonly engageTechnicians: boolean;
  /** What the customer of a ticket is called whose first row names none. */
  readonly defaultCustomer?: string;
}

type NewCustomer = Pick<ImportedCustomer, 'key' | 'name'> & Partial<ImportedCustomer>;

interface Party {
  readonly kind: 'customer' | 'technician';
  readonly id: string;
  readonly event: DomainEvent;
  readonly since: Instant;
}

/** Takes the customers and technicians whom cases name into the files, each of them once. */
export class PartyRegister {
  /** Everybody who was met lately, and whether he was new. Later ones wait for the first. */
  private readonly known = new Map<string, Promise<boolean>>();

  constructor(
    private readonly store: EventStore,
    private readonly settings: PartySettings,
  ) {}

  /**
   * Resolves when everybody whom the cases name is in the files, with the number of those who were not
   * before. Who is met first by the order of the calls decides what the file says of him.
   */
  async ensure(cases: readonly PlannedCase[]): Promise<number> {
    const awaited = new Set<Promise<boolean>>();
    const started: Promise<boolean>[] = [];
    if (this.known.size >= KNOWN_MAX) this.known.clear();
    for (const planned of cases) {
      for (const party of partiesOf(planned, this.settings)) {
        let registering = this.known.get(party.id);
        if (registering === undefined) {
          registering = this.append(party);
          this.known.set(party.id, registering);
          started.push(registering);
        }
        awaited.add(registering);
      }
    }
    await Promise.all(awaited);
    const areNew = await Promise.all(started);
    return areNew.filter(Boolean).length;
  }

  /** Answers whether he was new. */
  private async append({ kind, id, event, since }: Party): Promise<boolean> {
    const { log } = this.settings;
    const stream = streamName(kind, id);
    const events = [this.envelop(stream, id, event, since)];
    // The same person whatever else the file says of him now: who is known is left as he is.
    const fingerprint = hash('sha256', id, 'hex');
    const command = { key: `import:${log}:${stream}`, fingerprint, outcome: { stream } };
    try {
      const result = await persistently(() =>
        this.store.append({ writes: [{ stream, expected: 'none', events }], command }),
      );
      return result.status === 'appended';
    } catch (error) {
      // His tickets will be refused one by one, with the reason.
      if (error instanceof GongdanError && error.code === 'CUSTOMER.FORGOTTEN') return false;
      throw error;
    }
  }

  private envelop(stream: StreamName, id: string, event: DomainEvent, since: Instant): NewEvent {
    const { log } = this.settings;
    return {
      id: derivedId(log, stream),
      type: event.type,
      schemaVersion: eventContract(event.type).schemaVersion,
      data: event.data,
      actor: `import:${log}`,
      occurredAt: since,
      correlationId: id,
      causationId: null,
      customerId: stream.startsWith('customer-') ? id : null,
    };
  }
}

function partiesOf(planned: PlannedCase, settings: PartySettings): Party[] {
  const first = planned.rows[0]?.row;
  if (first === undefined) return [];
  const since = registeredAt(first);
  const parties: Party[] = [];
  const { defaultCustomer: standard } = settings;
  const customer =
    first.customer ?? (standard === undefined ? undefined : { key: standard, name: standard });
  if (settings.registerCustomers && customer) {
    parties.push(newCustomer(settings.log, customer, since));
  }
  if (!settings.engageTechnicians) return parties;
  const technicians = new Map(
    planned.rows.flatMap(({ row: { technician } }) =>
      technician ? [[technician.key, technician] as const] : [],
    ),
  );
  for (const technician of technicians.values()) {
    parties.push(newTechnician(settings.log, technician, since));
  }
  return parties;
}

function newCustomer(log: string, imported: NewCustomer, since: Instant): Party {
  const { key, ...said } = imported;
  const id = customerIdOf(log, key);
  const customer = withoutUndefined({ customerId: id, ...said, tier: 'ordinary' as const });
  const decision = customerDecider.decide(customerDecider.initial, {
    type: 'RegisterCustomer',
    customer,
  });
  return { kind: 'customer', id, event: onlyEventOf(decision), since };
}

function newTechnician(log: string, { key, name }: ImportedTechnician, since: Instant): Party {
  const id = technicianIdOf(log, key);
  const decision = technicianDecider.decide(technicianDecider.initial, {
    type: 'EngageTechnician',
    technician: { technicianId: id, name, skills: [] },
  });
  return { kind: 'technician', id, event: onlyEventOf(decision), since };
}

function onlyEventOf(decision: Result<readonly DomainEvent[], Refusal>): DomainEvent {
  if (!decision.ok) throw new GongdanError(decision.error);
  const [event] = decision.value;
  if (event) return event;
  throw new GongdanError({
    code: 'ENGINE.BUG',
    category: 'bug',
    message: 'Somebody new came into the files without an event.',
  });
}
