import { SeededRandom } from '@gongdan/simulation';
import { describe, expect, it } from '@jest/globals';
import { evaluate, NO_PINS, type ClockRun } from '../../libs/sla/domain/index.js';
import { KeptStream } from './kept-stream.js';
import { nameOf, shrunk, simulateScenes, told } from './scenes.js';
import type { Scene, SimulatedTicket } from './scenes.js';

/** Keeping a stream judges at every step: every so-manieth ticket’s is kept, or as `SLA_KEPT_EVERY` says. */
const KEPT_EVERY = Number(process.env['SLA_KEPT_EVERY'] ?? 8);

interface Standing {
  readonly status: string;
  readonly verdict: string;
  readonly dueAt: string | number | null;
  readonly stoppedAt: string | number | null;
}

const momentOf = (at: string | number | null): string =>
  at === null ? '-' : new Date(at).toISOString();

const lineOf = (name: string, { status, verdict, dueAt, stoppedAt }: Standing): string =>
  [name, status, verdict, momentOf(dueAt), momentOf(stoppedAt)].join(' ');

const linesOf = (runs: readonly ClockRun[]): readonly string[] =>
  runs.map((run) => lineOf(nameOf(run), run.standing));

const isIn = (runs: readonly ClockRun[], name: string): boolean =>
  runs.some((run) => nameOf(run) === name);

/** What is wrong with a stream that was kept up step by step; empty: nothing. */
function wrongWith({ book }: Scene, { facts, asOf, seed }: SimulatedTicket): readonly string[] {
  const kept = new KeptStream(book);
  kept.keepAll(facts, asOf, new SeededRandom(seed));
  const again = kept.keep(facts, asOf);
  const { runs: recorded, pins } = kept.stream;
  const { runs } = evaluate({ kind: 'ticket', facts, book, pins, asOf });
  const so = linesOf(runs);
  // What was told of a run that never was, as is known now, may stand as cancelled only.
  const said = [...recorded]
    .filter(([name, { standing }]) => isIn(runs, name) || standing.verdict !== 'cancelled')
    .map(([name, { standing }]) => lineOf(name, standing));
  // Where all was reported at once, versions that were pinned on the way change nothing.
  const late = facts.some(({ at, recordedAt }) => at !== recordedAt);
  const afresh = late
    ? so
    : linesOf(evaluate({ kind: 'ticket', facts, book, pins: NO_PINS, asOf }).runs);
  return [
    ...afresh.filter((line) => !so.includes(line)).map((line) => `afresh: ${line}`),
    ...said.filter((line) => !so.includes(line)).map((line) => `told: ${line}`),
    ...so.filter((line) => !said.includes(line)).map((line) => `is so: ${line}`),
    ...again.map(({ type }) => `told again: ${type}`),
    ...kept.toldTwice(),
  ];
}

describe('a stream of promises that is kept up fact by fact', () => {
  it('tells in the end what is so, breaches and warnings once each, and nothing twice', () => {
    const wrong = simulateScenes().flatMap((scene) => {
      const differs = (ticket: SimulatedTicket) => wrongWith(scene, ticket).length > 0;
      const first = scene.tickets.filter((_, place) => place % KEPT_EVERY === 0).find(differs);
      if (!first) return [];
      const least = shrunk(first, differs);
      return [[told(least), ...wrongWith(scene, least)].join('\n')];
    });
    expect(wrong[0] ?? 'nothing').toBe('nothing');
  });
});
