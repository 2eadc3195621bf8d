import { describe, expect, it } from '@jest/globals';
import {
  bucketsOf,
  evaluate,
  ledgerOf,
  NO_PINS,
  waitsForBreach,
} from '../../libs/sla/domain/index.js';
import { FAULTS, type Fault } from './oracle/faults.js';
import { judge, wallCalendars } from './oracle/oracle.js';
import type { WallCalendar } from './oracle/wall-calendar.js';
import { nameOf, shrunk, simulateScenes, TICKETS, told } from './scenes.js';
import type { Scene, SimulatedTicket } from './scenes.js';
import type { House } from './simulate-policies.js';

const SCENES = simulateScenes();

function byEngine({ book }: Scene, { facts, asOf }: SimulatedTicket) {
  const { runs, story } = evaluate({ kind: 'ticket', facts, book, pins: NO_PINS, asOf });
  return runs.map((run) => {
    const { status, verdict, dueAt, stoppedAt } = run.standing;
    const { startedAt } = run;
    const buckets = bucketsOf(ledgerOf(run, story, asOf));
    const climbed = run.moments.flatMap(({ rung }) =>
      rung && waitsForBreach(rung) ? [rung.rung] : [],
    );
    return { name: nameOf(run), startedAt, status, verdict, dueAt, stoppedAt, climbed, buckets };
  });
}

function byOracle({ house }: Scene, ticket: SimulatedTicket, fault?: Fault) {
  const { facts, asOf } = ticket;
  const calendars = calendarsOf(house, fault);
  const runs = judge({ facts, policies: house.policies, calendars, asOf, fault });
  return runs.map((run) => {
    const { status, verdict, dueAt, stoppedAt, climbed, start: startedAt } = run;
    const name = `${run.terms.definition.clock}#${run.cycle}`;
    const buckets = run.buckets(asOf);
    return { name, startedAt, status, verdict, dueAt, stoppedAt, climbed, buckets };
  });
}

const known = new Map<string, readonly WallCalendar[]>();
function calendarsOf({ from, calendars }: House, fault?: Fault): readonly WallCalendar[] {
  const summerTimeIgnored = fault === 'summer-time-ignored';
  const name = `${from} ${summerTimeIgnored}`;
  const own = known.get(name) ?? wallCalendars(calendars, summerTimeIgnored);
  known.set(name, own);
  return own;
}

/** The first ticket on which they do not agree, and how they judge it; undefined: they agree. */
function disagreement(scene: Scene, fault?: Fault): string | undefined {
  const engine = (ticket: SimulatedTicket) =>
    byEngine(scene, ticket).map((run) => JSON.stringify(run));
  const oracle = (ticket: SimulatedTicket) =>
    byOracle(scene, ticket, fault).map((run) => JSON.stringify(run));
  const differs = (ticket: SimulatedTicket) => engine(ticket).join() !== oracle(ticket).join();
  const wrong = scene.tickets.find(differs);
  if (!wrong) return undefined;
  const least = shrunk(wrong, differs);
  const [one, other] = [engine(least), oracle(least)];
  const only = (runs: string[], others: string[]) => runs.filter((run) => !others.includes(run));
  return [told(least), 'engine:', ...only(one, other), 'oracle:', ...only(other, one)].join('\n');
}

describe('the judge of promises and the oracle', () => {
  it(`agree on every run of ${TICKETS} tickets`, () => {
    const differences = SCENES.flatMap((scene) => disagreement(scene) ?? []);
    expect(differences[0] ?? 'no difference').toBe('no difference');
  });

  it.each(FAULTS)('do not agree where the oracle errs: %s', (fault) => {
    expect(SCENES.some((scene) => disagreement(scene, fault) !== undefined)).toBe(true);
  });
});

describe('the time of a run', () => {
  it('is in one bucket each, and they add up to the whole', () => {
    const wrong = SCENES.flatMap((scene) =>
      scene.tickets.filter((ticket) =>
        byEngine(scene, ticket).some(({ startedAt, stoppedAt, buckets }) => {
          const sum = Object.values(buckets).reduce((total, each) => total + each);
          const isSpan = Object.values(buckets).every((each) => each >= 0);
          return !isSpan || sum !== Math.max(startedAt, stoppedAt ?? ticket.asOf) - startedAt;
        }),
      ),
    );
    expect(wrong.slice(0, 1).map(told)).toEqual([]);
  });
});
