import { describe, expect, it } from '@jest/globals';
import { instantOf, instantOrNull, type Instant } from '@gongdan/core';
import { SeededRandom } from '@gongdan/simulation';
import { evaluate, type PolicyBook } from '../../libs/sla/domain/index.js';
import { foldPromises } from '../../libs/ticket/queries/shared/fold-as-of.js';
import { recorder } from '../setup/recorded.js';
import { KeptStream } from './kept-stream.js';
import { nameOf, simulateScenes, told, type SimulatedTicket } from './scenes.js';

/** Lists and boards of earlier moments fold what SLA streams tell; figures judge anew. They must agree. */
const MOMENTS_PER_TICKET = 12;
const TICKETS_PER_SCENE = 50;
const MINUTE_MS = 60_000;

const TICKETS = simulateScenes().flatMap(({ book, tickets }) =>
  tickets.slice(0, TICKETS_PER_SCENE).map((ticket) => ({ book, ticket })),
);

/** By run: how it stands and, where it is neither broken nor rests, its due moment. */
type Shown = readonly string[];

const shown = (run: string, state: string, due: string | null): string =>
  state === 'open' ? `${run} open until ${due}` : `${run} ${state}`;

async function toldAt({ events: drafts }: KeptStream, asOf: Instant): Promise<Shown> {
  const record = recorder('sla-t1');
  const events = drafts.map(({ type, data, occurredAt }) => record(type, data, { occurredAt }));
  const store = { readStream: () => Promise.resolve(events) };
  const { sla_clocks: clocks } = await foldPromises(store, 't1', { asOf, basis: 'occurred' });
  return Object.entries(clocks)
    .filter(([, { state }]) => state !== 'ended')
    .map(([run, { state, due }]) => shown(run, state === 'at-risk' ? 'open' : state, due))
    .toSorted();
}

function judgedAt(
  book: PolicyBook,
  { facts }: SimulatedTicket,
  { stream: { pins } }: KeptStream,
  instant: Instant,
): Shown {
  const asOf = Date.parse(instant);
  const past = facts.filter(({ at }) => at <= asOf);
  const { runs } = evaluate({ kind: 'ticket', facts: past, book, pins, asOf });
  return runs
    .filter((run) => run.isOpen)
    .map((run) => {
      const { status, verdict, dueAt } = run.standing;
      const state = verdict === 'breached' ? verdict : status === 'paused' ? status : 'open';
      return shown(nameOf(run), state, instantOrNull(dueAt));
    })
    .toSorted();
}

function keptBy(book: PolicyBook, { facts, asOf, seed }: SimulatedTicket): KeptStream {
  const kept = new KeptStream(book);
  kept.keepAll(facts, asOf, new SeededRandom(seed), 'punctual');
  return kept;
}

/** Around all that happened to the ticket or its clocks, and anywhere in between. */
function momentsOf({ facts, asOf, seed }: SimulatedTicket, kept: KeptStream): readonly Instant[] {
  const random = new SeededRandom(seed);
  const told = kept.events.map(({ occurredAt }) => Date.parse(occurredAt));
  const all = [...told, ...facts.map(({ at }) => at)];
  return Array.from({ length: MOMENTS_PER_TICKET }, () => {
    const around = random.pick(all) + random.pick([-1, 1, MINUTE_MS]);
    return instantOf(random.chance(0.5) ? around : random.between(Math.min(...all), asOf));
  });
}

/** How often they were asked, and where they did not agree. */
async function compare(
  tickets: typeof TICKETS,
  momentsIn: (ticket: SimulatedTicket, kept: KeptStream) => readonly Instant[],
): Promise<{ readonly asked: number; readonly wrong: readonly string[] }> {
  let asked = 0;
  const wrong: string[] = [];
  for (const { book, ticket } of tickets) {
    const kept = keptBy(book, ticket);
    for (const moment of momentsIn(ticket, kept)) {
      asked += 1;
      const tells = (await toldAt(kept, moment)).join();
      const judged = judgedAt(book, ticket, kept, moment).join();
      if (tells !== judged) wrong.push(`${told(ticket)}\n${moment}\n${tells}\n${judged}`);
    }
  }
  return { asked, wrong };
}

describe('what an SLA stream tells', () => {
  it('is at every earlier moment what is judged of it, where all was reported when it happened', async () => {
    const punctual = TICKETS.filter(({ ticket }) =>
      ticket.facts.every(({ at, recordedAt }) => at === recordedAt),
    );
    const { asked, wrong } = await compare(punctual, momentsOf);
    expect(wrong[0] ?? 'no difference').toBe('no difference');
    expect(asked).toBeGreaterThan(5_000);
  });

  it('is in the end what is judged, whatever was reported late', async () => {
    const { asked, wrong } = await compare(TICKETS, ({ asOf }) => [instantOf(asOf)]);
    expect(wrong[0] ?? 'no difference').toBe('no difference');
    expect(asked).toBe(TICKETS.length);
  });

  it('is hardly ever anything else in between, when much was reported late', async () => {
    const late = TICKETS.filter(({ ticket }) =>
      ticket.facts.some(({ at, recordedAt }) => at !== recordedAt),
    );
    const { asked, wrong } = await compare(late, momentsOf);
    expect(asked).toBeGreaterThan(5_000);
    expect(wrong.length / asked).toBeLessThan(0.02);
  });
});
