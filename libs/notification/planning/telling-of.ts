import type {
  EscalationLevel,
  NoticeRecipient,
  Priority,
  Severity,
  SlaEvent,
} from '@gongdan/contracts';
import { splitStreamName, streamName, type RecordedEvent } from '@gongdan/core';
import { readWholeStream, type EventStore } from '@gongdan/event-store';
import type { NoticeFacts, NoticeKind } from '../domain/notice.js';
import type { Telling } from '../domain/plan-notices.js';

type Escalated = Extract<SlaEvent, { type: 'SlaClockEscalated' }>;

/** Events that people are told of. */
export const TELLING_TYPES = [
  'SlaClockEscalated',
  'ComplaintOpened',
  'ComplaintEscalated',
  'TicketEscalated',
] as const;

/** Policies that move a ticket or complaint up because a promise’s ladder says so: it has told already. */
const LADDER_ACTOR = 'policy:escalate-';

/** Whom a ticket on a level of the ladder is told to. */
const RECIPIENT_OF_LEVEL: Readonly<Record<EscalationLevel, NoticeRecipient>> = {
  handler: 'dispatcher',
  'dispatch-manager': 'dispatch-manager',
  executive: 'executive',
};

type Store = Pick<EventStore, 'readStream'>;

/** What an event has to be told, to whom, and how; undefined: nothing, or somebody else does. */
export async function tellingOf(event: RecordedEvent, store: Store): Promise<Telling | undefined> {
  if (event.type === 'SlaClockEscalated') {
    return ofPromise(event as RecordedEvent & Escalated, store);
  }
  if (event.actor.startsWith(LADDER_ACTOR)) return undefined;
  return event.type === 'TicketEscalated' ? ofTicket(event, store) : ofComplaint(event, store);
}

async function ofPromise(
  event: RecordedEvent & Escalated,
  store: Store,
): Promise<Telling | undefined> {
  const { subject, clock, cycle, policy, rung, dueAt, escalateAt, standing } = event.data;
  const { attributes, notify, by, to = null } = event.data;
  const about =
    subject.kind === 'ticket'
      ? await readTicket(subject.id, store)
      : await readComplaint(subject.id, store);
  const isBroken = standing.verdict === 'breached' || escalateAt >= dueAt;
  return {
    facts: {
      ...place(event, isBroken ? 'promise-broken' : 'promise-at-risk'),
      subject,
      ticketIds: about.ticketIds,
      ticketNumber: about.ticketNumber,
      priority: attributes.priority ?? about.priority,
      severity: attributes.severity ?? about.severity,
      level: to,
      promise: { clock, cycle, policy, rung, dueAt },
    },
    holders: { technicianId: attributes.technicianId, ownerId: about.ownerId },
    notify,
    by,
  };
}

async function ofComplaint(event: RecordedEvent, store: Store): Promise<Telling> {
  const { id } = splitStreamName(event.stream);
  const { ownerId, ...about } = await readComplaint(id, store, event.version);
  const { level, to } = event.data as { level?: EscalationLevel; to?: EscalationLevel };
  const kind = event.type === 'ComplaintOpened' ? 'complaint-opened' : 'complaint-escalated';
  return {
    facts: {
      ...place(event, kind),
      subject: { kind: 'complaint', id },
      ...about,
      level: to ?? level ?? null,
      promise: null,
    },
    holders: { technicianId: null, ownerId },
    notify: ['owner'],
    by: ['in-app', 'email'],
  };
}

async function ofTicket(event: RecordedEvent, store: Store): Promise<Telling> {
  const { id } = splitStreamName(event.stream);
  const { ownerId: _none, ...about } = await readTicket(id, store, event.version);
  const { to } = event.data as { to: EscalationLevel };
  return {
    facts: {
      ...place(event, 'ticket-escalated'),
      subject: { kind: 'ticket', id },
      ...about,
      level: to,
      promise: null,
    },
    holders: { technicianId: null, ownerId: null },
    notify: [RECIPIENT_OF_LEVEL[to]],
    by: ['in-app', 'email'],
  };
}

const place = (event: RecordedEvent, kind: NoticeKind) => ({
  kind,
  eventId: event.id,
  eventType: event.type,
  stream: event.stream,
  version: event.version,
  position: event.position,
  occurredAt: event.occurredAt,
});

type About = Pick<NoticeFacts, 'ticketIds' | 'ticketNumber' | 'priority' | 'severity'> & {
  readonly ownerId: string | null;
};

/** The number that people know a ticket by, and how urgent it is. */
async function readTicket(id: string, store: Store, throughVersion?: number): Promise<About> {
  const events = await readWholeStream(store, streamName('ticket', id), throughVersion);
  const said = events.map(({ data }) => data as { number?: string; priority?: Priority });
  return {
    ticketIds: [id],
    ticketNumber: said[0]?.number ?? null,
    priority: said.findLast(({ priority }) => priority !== undefined)?.priority ?? null,
    severity: null,
    ownerId: null,
  };
}

/** A ticket’s number stands in its first event, and does not change. */
async function readNumber(ticketId: string, store: Store): Promise<string | null> {
  const [first] = await store.readStream(streamName('ticket', ticketId), { limit: 1 });
  return (first?.data as { number?: string } | undefined)?.number ?? null;
}

/** Which tickets a complaint is about, how bad it is, and who has it. */
async function readComplaint(id: string, store: Store, throughVersion?: number): Promise<About> {
  const events = await readWholeStream(store, streamName('complaint', id), throughVersion);
  const said = events.map(
    ({ data }) => data as { ticketIds?: readonly string[]; severity?: Severity; ownerId?: string },
  );
  const ticketIds = said[0]?.ticketIds ?? [];
  const [first] = ticketIds;
  return {
    ticketIds,
    ticketNumber: first === undefined ? null : await readNumber(first, store),
    priority: null,
    severity: said[0]?.severity ?? null,
    ownerId: said.findLast(({ ownerId }) => ownerId !== undefined)?.ownerId ?? null,
  };
}
