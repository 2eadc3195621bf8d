import { SLA_DECISION_TYPES, type SlaEvent, type SlaSubject } from '@gongdan/contracts';
import { epochMsOf, splitStreamName, type RecordedEvent } from '@gongdan/core';
import type { EventStore } from '@gongdan/event-store';
import {
  type Pins,
  type SlaFact,
  emptySlaStream,
  evolveSlaStream,
  factOf,
  isDecision,
} from '../domain/index.js';
import { SUBJECT_TYPES } from '../keeping/subject-facts.js';

/** All that is needed to judge one subject again. */
export interface Gathered {
  readonly subject: SlaSubject;
  /** The ticket’s number; of a complaint its id. */
  readonly number: string;
  readonly customerId: string | null;
  readonly facts: SlaFact[];
  /** The versions that it was promised under. */
  pins: Pins;
}

export interface GatherQuestion {
  /** Subjects that were taken up in [from, to), epoch milliseconds. */
  readonly from: number;
  readonly to: number;
  readonly subjectsMax: number;
  /** Called now and then with how far the log is read. */
  readonly onProgress?: (position: number, lastPosition: number) => void;
}

export interface GatheredSubjects {
  readonly subjects: readonly Gathered[];
  /** What the customers’ files say of their tiers, by customer. */
  readonly tiers: ReadonlyMap<string, readonly SlaFact[]>;
  /** Position of the log that was read to. */
  readonly position: number;
}

const FIRST_TYPES = ['TicketRegistered', 'ComplaintOpened'];
const TIER_TYPES = ['CustomerRegistered', 'CustomerAmended'];
const PIN_TYPES = ['SlaClockStarted', 'SlaClockRetargeted', ...SLA_DECISION_TYPES];
const TYPES = [...SUBJECT_TYPES, ...TIER_TYPES, ...PIN_TYPES];

/**
 * Reads the log once and keeps what concerns the subjects of a period. Undefined: there are more of them
 * than `subjectsMax`.
 */
export async function gatherSubjects(
  store: Pick<EventStore, 'readLog' | 'lastPosition'>,
  question: GatherQuestion,
): Promise<GatheredSubjects | undefined> {
  const gathering = new Gathering(question);
  const lastPosition = await store.lastPosition();
  let after = 0;
  while (after < lastPosition) {
    const page = await store.readLog({ after, types: TYPES });
    for (const event of page.events) {
      if (event.position <= lastPosition) gathering.take(event);
    }
    if (gathering.subjects.size > question.subjectsMax) return undefined;
    if (page.lastPosition === after) break;
    after = page.lastPosition;
    question.onProgress?.(Math.min(after, lastPosition), lastPosition);
  }
  const subjects = [...gathering.subjects.values()];
  return { subjects, tiers: gathering.tiers, position: lastPosition };
}

class Gathering {
  /** By the subject’s id. */
  readonly subjects = new Map<string, Gathered>();
  readonly tiers = new Map<string, SlaFact[]>();
  private readonly streams = new Map<string, typeof emptySlaStream>();

  constructor(private readonly period: Pick<GatherQuestion, 'from' | 'to'>) {}

  take(event: RecordedEvent): void {
    const { kind, id } = splitStreamName(event.stream);
    if (kind === 'customer') return this.takeTier(event, id);
    if (FIRST_TYPES.includes(event.type)) this.begin(event, kind as SlaSubject['kind'], id);
    const gathered = this.subjects.get(id);
    if (gathered === undefined) return;
    if (kind === 'sla') this.takePins(event as RecordedEvent & SlaEvent, gathered);
    else gathered.facts.push(factOf(event));
  }

  private begin(event: RecordedEvent, kind: SlaSubject['kind'], id: string): void {
    const at = epochMsOf(event.occurredAt);
    if (at < this.period.from || at >= this.period.to) return;
    const number = (event.data['number'] as string | undefined) ?? id;
    const { customerId } = event;
    const pins = emptySlaStream.pins;
    this.subjects.set(id, { subject: { kind, id }, number, customerId, facts: [], pins });
  }

  private takeTier(event: RecordedEvent, customerId: string): void {
    const { tier } = event.data;
    if (tier === undefined) return;
    // Nothing else of a file is judged by, and these are all customers that there are.
    const fact = { ...factOf(event), data: { tier } };
    const known = this.tiers.get(customerId);
    if (known) known.push(fact);
    else this.tiers.set(customerId, [fact]);
  }

  private takePins(event: RecordedEvent & SlaEvent, gathered: Gathered): void {
    const { id } = gathered.subject;
    const stream = evolveSlaStream(this.streams.get(id) ?? emptySlaStream, event);
    this.streams.set(id, stream);
    gathered.pins = stream.pins;
    if (isDecision(event)) gathered.facts.push(factOf(event));
  }
}
