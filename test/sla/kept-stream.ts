import type { SlaEvent } from '@gongdan/contracts';
import type { SeededRandom } from '@gongdan/simulation';
import {
  emptySlaStream,
  evaluate,
  evolveSlaStream,
  reconcile,
  type PolicyBook,
  type SlaEventDraft,
  type SlaFact,
  type SlaStream,
} from '../../libs/sla/domain/index.js';

/** An SLA stream as its keeper keeps it: after every fact, and at moments in between when a timer rings. */
export class KeptStream {
  stream: SlaStream = emptySlaStream;
  readonly events: SlaEventDraft[] = [];

  constructor(private readonly book: PolicyBook) {}

  /** In the order of the log; `asOf` is when all was told. Timers ring now and then, or whenever a clock is due. */
  keepAll(
    facts: readonly SlaFact[],
    asOf: number,
    random: SeededRandom,
    timers: 'now and then' | 'punctual' = 'now and then',
  ): void {
    facts.forEach((fact, index) => {
      const { recordedAt } = fact;
      const known = facts.slice(0, index + 1);
      // Decisions are written into the stream itself.
      if (fact.type.startsWith('Sla')) {
        this.stream = evolveSlaStream(this.stream, fact as unknown as SlaEvent);
      }
      this.keep(known, recordedAt);
      const next = facts[index + 1]?.recordedAt ?? asOf;
      if (timers === 'punctual') this.ringUntil(known, recordedAt, next);
      else if (random.chance(0.3))
        this.keep(known, random.between(recordedAt, Math.max(next, recordedAt)));
    });
    this.keep(facts, asOf);
  }

  /** What was added. */
  keep(facts: readonly SlaFact[], asOf: number): readonly SlaEventDraft[] {
    const { book, stream } = this;
    const { runs, story } = evaluate({ kind: 'ticket', facts, book, pins: stream.pins, asOf });
    const subject = { kind: 'ticket', id: 't1' } as const;
    const added = reconcile(stream, { subject, runs, story, noticedAt: asOf });
    this.stream = added.reduce(evolveSlaStream, stream);
    this.events.push(...added);
    return added;
  }

  /** Rings when each clock that is due before `until` is over. */
  private ringUntil(facts: readonly SlaFact[], since: number, until: number): void {
    const { book } = this;
    for (let at = since; ;) {
      const { pins } = this.stream;
      const { runs } = evaluate({ kind: 'ticket', facts, book, pins, asOf: at });
      const dues = runs.flatMap(({ standing: { status, verdict, dueAt } }) =>
        status === 'running' && verdict === 'open' && dueAt !== null ? [dueAt + 1] : [],
      );
      at = Math.min(...dues.filter((due) => due > at));
      if (at >= until) return;
      this.keep(facts, at);
    }
  }

  /** Breaches by run and policy version, warnings and rungs by run and name, that were told more than once. */
  toldTwice(): readonly string[] {
    const names = this.events.flatMap(({ type, data }) => {
      switch (type) {
        case 'SlaClockWarned':
          return [`${data.clock}#${data.cycle} warned ${data.warning}`];
        case 'SlaClockEscalated':
          return [`${data.clock}#${data.cycle} escalated ${data.rung}`];
        case 'SlaClockBreached':
          return [`${data.clock}#${data.cycle} breached ${data.policy.id}@${data.policy.version}`];
        default:
          return [];
      }
    });
    return names.filter((name, place) => names.indexOf(name) !== place);
  }
}
